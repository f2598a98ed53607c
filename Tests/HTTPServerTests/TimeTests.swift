import Glibc
import HTTP
import HTTPServer
import Testing

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

    @Test func `is sent away although it sends a little now and then`() throws {
        let server = try server(Recorder())
        let client = try RawClient(server.port)
        let began = monotonic()
        client.send("GET / HTTP/1.1\r\nHost: a\r\n")
        for number in 0..<8 {
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

    @Test func `with reading its answer is sent away`() throws {
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
