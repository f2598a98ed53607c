import Glibc
import HTTP
import HTTPServer
import Testing
import Threads

@Suite("A client that takes its time") struct TimeTests {
    private func server(_ recorder: Recorder) throws -> HTTPServer {
        try serve(recorder) {
            $0.headerSeconds = 1
            $0.idleSeconds = 2
        }
    }

    @Test(arguments: ["", "GET / HT", "GET / HTTP/1.1\r\nHost: a\r\n"])
    func `with a head is sent away`(start: String) throws {
        let server = try server(Recorder())
        let client = try RawClient(server.port)
        client.send(start)
        let began = monotonic()
        #expect(client.isEnded())
        #expect((0.8..<3).contains(monotonic() - began))
    }

    /// A few at a time.
    @Test func `is sent away with all those who came at the same moment`() throws {
        let server = try server(Recorder())
        let clients = try (0..<400).map { _ in try RawClient(server.port) }
        let began = monotonic()
        #expect(clients.count { $0.isEnded() } == clients.count)
        #expect((0.8..<4).contains(monotonic() - began))
    }

    @Test(arguments: [false, true])
    func `is sent away although it sends a little now and then`(afterAnother: Bool) throws {
        let server = try server(Recorder())
        let client = try RawClient(server.port)
        if afterAnother {
            client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(client.receive()?.status == 200)
        }
        let began = monotonic()
        client.send("GET / HTTP/1.1\r\nHost: a\r\n")
        // The last line comes so late that it would be in time, if each gave time for the next.
        for number in 0..<14 {
            client.send("X-\(number): 1\r\n")
            usleep(150_000)
        }
        #expect(client.isEnded())
        #expect(monotonic() - began < 3)
    }

    @Test func `with a body is sent away`() throws {
        let recorder = Recorder()
        let server = try server(recorder)
        let client = try RawClient(server.port)
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n1")
        let began = monotonic()
        #expect(client.isEnded())
        #expect((1.5..<4).contains(monotonic() - began))
        #expect(recorder.seen.isEmpty)
        #expect(eventually { server.requestsInFlight == 0 })
    }

    @Test func `with its next request is let be for longer`() throws {
        let server = try server(Recorder())
        let client = try RawClient(server.port)
        client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.receive()?.status == 200)
        usleep(1_400_000)
        client.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.receive()?.status == 200)
        let began = monotonic()
        #expect(client.isEnded())
        #expect((1.5..<4).contains(monotonic() - began))
    }

    @Test(arguments: [false, true])
    func `with reading its answer is sent away`(whileAskingForMore: Bool) throws {
        let server = try serve(
            Recorder { _, reply in
                reply(HTTPResponse(status: 200, body: Array(repeating: 65, count: 1 << 25)))
            }
        ) {
            $0.idleSeconds = 1
        }
        let client = try RawClient(server.port)
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(eventually { server.requestsInFlight == 1 })
        if whileAskingForMore { client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
        #expect(eventually { server.requestsInFlight == 0 })
        client.hangUp()
    }

    @Test func `is not blamed for a responder that does`() throws {
        let shelf = Shelf()
        let server = try serve(Recorder(shelf.put)) {
            $0.headerSeconds = 1
            $0.idleSeconds = 1
        }
        let client = try RawClient(server.port)
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(eventually { shelf.count == 1 })
        usleep(1_500_000)
        shelf.answerAll()
        #expect(client.receive()?.status == 200)
    }

    @Test func `is not blamed for an event loop that comes late to read what it has sent`() throws {
        let gate = Monitor(false)
        let recorder = Recorder { request, reply in
            if request.path == "/hold" { gate.waiting(for: { $0 }, then: { _ in }) }
            echo(request, reply)
        }
        let server = try serve(recorder) {
            $0.threads = 1
            $0.headerSeconds = 1
            $0.idleSeconds = 1
        }
        let holder = try RawClient(server.port)
        let known = try RawClient(server.port)
        // When this one is answered, the event loop has seen the newcomer's connection as well.
        let newcomer = try RawClient(server.port)
        usleep(100_000)
        known.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(known.receive()?.status == 200)
        holder.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(eventually { recorder.seen.last?.path == "/hold" })
        for client in [known, newcomer] { client.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n") }
        usleep(1_500_000)
        gate.signalling {
            $0 = true
            return true
        }
        #expect(holder.receive()?.status == 200)
        #expect(known.receive()?.body == "GET /2 ")
        #expect(newcomer.receive()?.body == "GET /2 ")
        #expect(known.isEnded() && newcomer.isEnded(), "and for what comes then they have as long")
    }

    @Test func `and has said all it will is answered`() throws {
        let shelf = Shelf()
        let server = try server(Recorder(shelf.put))
        let client = try RawClient(server.port)
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        client.halfClose()
        #expect(eventually { shelf.count == 1 })
        usleep(100_000)
        shelf.answerAll()
        #expect(client.receive()?.body == "GET / ")
        #expect(client.isEnded())
    }

    @Test func `and ends in the middle of a request is forgotten`() throws {
        let recorder = Recorder()
        let server = try server(recorder)
        let client = try RawClient(server.port)
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n1")
        client.halfClose()
        #expect(client.isEnded())
        #expect(eventually { server.requestsInFlight == 0 })
        #expect(recorder.seen.isEmpty)
    }

    private func monotonic() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
