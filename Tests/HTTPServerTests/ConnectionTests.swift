import Dispatch
import Glibc
import HTTP
import HTTPServer
import Testing
import Threads

@Suite("A connection") struct ConnectionTests {
    @Test(arguments: ["HTTP/1.1\r\nConnection: close", "HTTP/1.0"])
    func `ends when the client wants it to`(words: String) throws {
        let server = try serve(Recorder())
        let client = try RawClient(server.port)
        client.send("GET /1 \(words)\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
        let response = try #require(client.receive())
        #expect(response.body == "GET /1 " && response.isLast)
        #expect(client.rest() == "")
    }

    /// Request and end come together, and are one change of the socket.
    @Test func `ends with a client that has ended before it was heard`() throws {
        let gate = Monitor(false)
        let recorder = Recorder { request, reply in
            if request.path == "/hold" { gate.waiting(for: { $0 }, then: { _ in }) }
            echo(request, reply)
        }
        let server = try serve(recorder) { $0.threads = 1 }
        let (holder, client) = (try RawClient(server.port), try RawClient(server.port))
        client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.receive()?.body == "GET /1 ")
        holder.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(eventually { recorder.seen.last?.path == "/hold" })
        client.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
        client.halfClose()
        gate.signalling {
            $0 = true
            return true
        }
        #expect(client.receive()?.body == "GET /2 ")
        #expect(client.isEnded(), "long before its time is up")
    }

    @Test func `stays when an old client wants it to`() throws {
        let server = try serve(Recorder())
        let client = try RawClient(server.port)
        for number in 0..<3 {
            client.send("GET /\(number) HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            let response = try #require(client.receive())
            #expect(response.body == "GET /\(number) " && !response.isLast)
            #expect(response.fields["connection"] == "keep-alive")
        }
    }

    @Test func `goes on in HTTP when another protocol is asked for`() throws {
        let server = try serve(Recorder())
        let client = try RawClient(server.port)
        for method in ["GET", "POST", "CONNECT"] {
            client.send(
                "\(method) /x HTTP/1.1\r\nHost: a\r\n"
                    + "Connection: upgrade\r\nUpgrade: websocket\r\n\r\n"
            )
            #expect(client.receive()?.body == "\(method) /x ")
        }
    }

    @Test func `does not take empty lines for a request, nor a late one for a new one`() throws {
        let server = try serve(Recorder()) {
            $0.headerSeconds = 1
            $0.idleSeconds = 3
        }
        let client = try RawClient(server.port)
        client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n\r\n\r\n")
        #expect(client.receive()?.body == "GET /1 ")
        usleep(1_500_000)
        client.send("\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.receive()?.body == "GET /2 ")
    }

    @Test func `carries any number of requests sent in one go, with bodies, in their order`() throws
    {
        let recorder = Recorder { request, reply in
            request.path.hasSuffix("7") ? later(request, reply) : echo(request, reply)
        }
        let server = try serve(recorder)
        let client = try RawClient(server.port)
        // What one request has for a body, and its answer.
        let bodies = (0..<400).map { String(repeating: "\($0 % 10)", count: $0 % 200) }
        client.send(
            bodies.enumerated().map { number, body in
                "POST /\(number) HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                    + body
            }.joined()
        )
        let answers = bodies.indices.map { _ in client.receive()?.body }
        #expect(answers == bodies.enumerated().map { "POST /\($0) \($1)" })
        #expect(eventually { server.requestsInFlight == 0 })
    }

    @Test func `brings answers larger than a socket takes at once, one after the other`() throws {
        let size = 3 << 20
        let recorder = Recorder { request, reply in
            let letter = UInt8(request.path.utf8.last ?? 0)
            reply(HTTPResponse(status: 200, body: Array(repeating: letter, count: size)))
        }
        let server = try serve(recorder)
        let client = try RawClient(server.port)
        client.send(["1", "2"].map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
        usleep(200_000)
        #expect(server.requestsInFlight == 1)
        for letter in ["1", "2"] {
            let body = try #require(client.receive()?.body)
            #expect(body.utf8.count == size && body.allSatisfy { String($0) == letter })
        }
        #expect(eventually { server.requestsInFlight == 0 })
    }

    /// Whoever closes with something unread takes back what it has sent.
    @Test func `ends so that who is refused in the middle of a body can read why`() throws {
        let server = try serve(Recorder())
        for _ in 0..<10 {
            let client = try RawClient(server.port)
            let half = String(repeating: "x", count: 500_000)
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + half)
            let response = client.receive()
            #expect(response?.status == 413 && response?.isLast == true)
            #expect(client.isEnded())
            client.send(half)
            #expect(!client.isReset)
        }
    }

    @Test func `is ended although a client that was refused sends on`() throws {
        let server = try serve(Recorder()) {
            $0.connections = 1
            $0.threads = 1
        }
        let first = try RawClient(server.port)
        first.send("GET /a b HTTP/1.1\r\n\r\n")
        #expect(first.receive()?.status == 400)
        let second = try RawClient(server.port)
        second.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n")
        for _ in 0..<30 {
            first.send("more")
            usleep(100_000)
        }
        #expect(second.receive()?.body == "GET /next ")
    }

    @Test func `does not wait to be told to go on when the body is there already`() throws {
        let server = try serve(Recorder())
        let client = try RawClient(server.port)
        client.send(
            "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\nok"
        )
        #expect(client.receive()?.body == "POST / ok")
    }

    @Test func `has no reason where a status has none`() throws {
        let server = try serve(Recorder { _, reply in reply(HTTPResponse(status: 299)) })
        let client = try RawClient(server.port)
        client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(client.rest()?.hasPrefix("HTTP/1.1 299 \r\nDate: ") == true)
    }
}
