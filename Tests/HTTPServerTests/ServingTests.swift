import Dispatch
import Glibc
import HTTP
import HTTPServer
import Testing

@Suite("A server") struct ServingTests {
    @Test func `gives the responder the request as it was sent`() throws {
        let recorder = Recorder()
        let server = try serve(recorder)
        let client = try RawClient(server.port)
        client.send(
            "PUT /a%2Fb/%zz?x=%20&y HTTP/1.1\r\nHost: here\r\nX-One:  two \t\r\nEmpty:\r\n"
                + "Content-Length: 3\r\n\r\nabc"
        )
        let response = try #require(client.receive())
        #expect(response.status == 200)
        #expect(response.body == "PUT /a%2Fb/%zz?x=%20&y abc")
        #expect(response.fields["date"]?.hasSuffix("GMT") == true)
        #expect(response.fields["x-content-type-options"] == "nosniff")
        #expect(response.fields["content-type"] == "text/plain")
        #expect(!response.isLast)
        let request = try #require(recorder.seen.first)
        #expect(request.fields["x-one"] == "two")
        #expect(request.fields["Empty"] == "")
        #expect(request.fields.count == 4)
        #expect(request.localPort == server.port)
        #expect(eventually { server.requestsInFlight == 0 })
    }

    @Test func `keeps a connection for several requests`() throws {
        let server = try serve(Recorder())
        let client = try RawClient(server.port)
        for number in 0..<50 {
            client.send("GET /\(number) HTTP/1.1\r\nHost: here\r\n\r\n")
            #expect(client.receive()?.body == "GET /\(number) ")
        }
    }

    /// Whoever waits for more to send with an answer keeps its client waiting, and a program that
    /// is started would keep the connection open.
    @Test func `sends at once, and on connections that no other program inherits`() throws {
        let server = try serve(Recorder())
        let client = try RawClient(server.port)
        client.send("GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        #expect(client.receive()?.status == 200)
        let accepted = try #require((0..<1_024).first { isConnection($0, at: server.port) })
        var isAtOnce: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        getsockopt(accepted, CInt(IPPROTO_TCP), TCP_NODELAY, &isAtOnce, &size)
        #expect(isAtOnce != 0)
        #expect(fcntl(accepted, F_GETFD) & FD_CLOEXEC != 0)
    }

    /// Whether it is the server's end of a connection.
    private func isConnection(_ descriptor: CInt, at port: UInt16) -> Bool {
        var (own, peer) = (sockaddr_in(), sockaddr_in())
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutableBytes(of: &own) { own in
            withUnsafeMutableBytes(of: &peer) { peer in
                guard let own = own.assumingMemoryBound(to: sockaddr.self).baseAddress,
                    let peer = peer.assumingMemoryBound(to: sockaddr.self).baseAddress
                else { return false }
                return getsockname(descriptor, own, &size) == 0
                    && getpeername(descriptor, peer, &size) == 0
            }
        } && own.sin_family == AF_INET && UInt16(bigEndian: own.sin_port) == port
    }

    @Test func `answers requests sent in one go in their order`() throws {
        let server = try serve(Recorder(later))
        let client = try RawClient(server.port)
        client.send(
            "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi"
                + "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
        )
        #expect(client.receive()?.body == "POST /1 hi")
        #expect(client.receive()?.body == "GET /2 ")
    }

    @Test func `waits for a reply from another thread`() throws {
        let shelf = Shelf()
        let server = try serve(Recorder(shelf.put))
        let clients = try (0..<20).map { _ in try RawClient(server.port) }
        for client in clients { client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
        #expect(eventually { shelf.count == 20 })
        #expect(server.requestsInFlight == 20)
        shelf.answerAll()
        for client in clients { #expect(client.receive()?.status == 200) }
        #expect(eventually { server.requestsInFlight == 0 })
    }

    @Test func `is not confused by replies that race with its waiting`() throws {
        let server = try serve(Recorder(later))
        let clients = try (0..<8).map { _ in try RawClient(server.port) }
        for round in 0..<150 {
            for client in clients { client.send("GET /\(round) HTTP/1.1\r\nHost: a\r\n\r\n") }
            for client in clients { #expect(client.receive()?.body == "GET /\(round) ") }
        }
    }

    @Test func `drops a reply when the client has gone`() throws {
        let shelf = Shelf()
        let server = try serve(Recorder(shelf.put))
        var clients = try (0..<10).map { _ in try RawClient(server.port) }
        for client in clients { client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
        #expect(eventually { shelf.count == 10 })
        for client in clients { client.hangUp() }
        clients = []
        shelf.answerAll()
        #expect(eventually { server.requestsInFlight == 0 })
        let next = try RawClient(server.port)
        next.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(eventually { shelf.count == 1 })
        shelf.answerAll()
        #expect(next.receive()?.status == 200)
    }

    @Test func `takes the first of two replies, and 500 for none`() throws {
        let server = try serve(
            Recorder { request, reply in
                guard request.path == "/twice" else { return }
                reply(HTTPResponse(status: 201))
                reply(HTTPResponse(status: 202))
            }
        )
        let client = try RawClient(server.port)
        client.send("GET /twice HTTP/1.1\r\nHost: a\r\n\r\nGET /none HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.receive()?.status == 201)
        #expect(client.receive()?.status == 500)
    }

    @Test func `answers HEAD with the length but not the body`() throws {
        let server = try serve(Recorder())
        let client = try RawClient(server.port)
        client.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\nGET /yz HTTP/1.1\r\nHost: a\r\n\r\n")
        let head = try #require(client.receive(withoutBody: true))
        #expect(head.contentLength == "HEAD /x ".count)
        #expect(client.receive()?.body == "GET /yz ")
    }

    @Test(arguments: [204, 304]) func `sends no body where none may be`(status: Int) throws {
        let server = try serve(
            Recorder { _, reply in reply(HTTPResponse(status: status, body: [65, 66])) }
        )
        let client = try RawClient(server.port)
        for _ in 0..<2 {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(client.receive(withoutBody: true)?.status == status)
        }
    }

    @Test func `reads chunked bodies`() throws {
        let server = try serve(Recorder())
        let client = try RawClient(server.port)
        client.send(
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
                + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
        )
        let response = client.receive()
        #expect(response?.body == "POST / abcde")
        // Nothing is read behind chunks: see the decision on ambiguous framing.
        #expect(response?.isLast == true)
        #expect(client.rest() == "")
    }

    @Test func `lets a client that asks go on with its body`() throws {
        let server = try serve(Recorder())
        let client = try RawClient(server.port)
        client.send(
            "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        )
        #expect(client.receive()?.status == 100)
        client.send("ok")
        #expect(client.receive()?.body == "POST / ok")
    }

    @Test func `speaks HTTP 1.0 and then ends the connection`() throws {
        let server = try serve(Recorder())
        let client = try RawClient(server.port)
        client.send("GET /old HTTP/1.0\r\n\r\n")
        #expect(client.receive()?.body == "GET /old ")
        #expect(client.isEnded())
    }

    @Test func `lets no field break the message`() throws {
        let fields = [
            HTTPField("X-Bad", "a\r\nSet-Cookie: b"), HTTPField("Bad Name", "1"),
            HTTPField("Content-Length", "999"), HTTPField("Transfer-Encoding", "chunked"),
            HTTPField("X-Good", "yes"),
        ]
        let server = try serve(
            Recorder { _, reply in
                reply(HTTPResponse(status: -7, fields: fields, body: [65]))
            }
        )
        let client = try RawClient(server.port)
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        let response = try #require(client.receive())
        #expect(response.status == 500)
        #expect(response.body == "A")
        #expect(response.fields["x-good"] == "yes")
        #expect(response.fields["set-cookie"] == nil)
        #expect(response.fields["x-bad"] == nil)
        #expect(response.fields["transfer-encoding"] == nil)
    }
}

/// Answers from another thread, as soon as that gets to it.
@Sendable func later(_ request: HTTPRequest, _ reply: HTTPReply) {
    DispatchQueue.global().async { reply(said(request)) }
}
