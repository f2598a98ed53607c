import Dispatch
import Glibc
import HTTP
import HTTPServer
import Testing

@Suite("A server that stops") struct StoppingTests {
    @Test func `answers what is in flight first`() throws {
        let shelf = Shelf()
        let server = try serve(Recorder(shelf.put))
        let clients = try (0..<5).map { _ in try RawClient(server.port) }
        for client in clients { client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
        #expect(eventually { shelf.count == 5 })
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(300)) {
            shelf.answerAll()
        }
        let began = ContinuousClock.now
        server.stop(within: 60)
        #expect(began.duration(to: .now) < .seconds(20))
        #expect(server.requestsInFlight == 0)
        for client in clients {
            let response = client.receive()
            #expect(response?.status == 200)
            #expect(response?.isLast == true)
            #expect(client.isEnded())
        }
    }

    @Test func `waits no longer than it was told, and drops late replies`() throws {
        let shelf = Shelf()
        let server = try serve(Recorder(shelf.put))
        let clients = try (0..<5).map { _ in try RawClient(server.port) }
        for client in clients { client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n") }
        #expect(eventually { shelf.count == 5 })
        server.stop(within: 1)
        for client in clients {
            let response = client.receive()
            #expect(response?.status == 503)
            #expect(response?.body.contains("/slow") == true)
        }
        shelf.answerAll()
        #expect(server.requestsInFlight == 0)
    }

    @Test func `sends every answer it has given`() throws {
        for _ in 0..<20 {
            let shelf = Shelf()
            let server = try serve(Recorder(shelf.put))
            let clients = try (0..<8).map { _ in try RawClient(server.port) }
            for client in clients { client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
            #expect(eventually { shelf.count == clients.count })
            server.stop(within: 0)
            for client in clients { #expect(client.receive()?.status == 503) }
        }
    }

    @Test func `lets nobody new in but goes on with those it has`() throws {
        let server = try serve(Recorder())
        let client = try RawClient(server.port)
        client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.receive()?.isLast == false)
        server.stopAccepting()
        server.stopAccepting()
        #expect(throws: RawClient.Refused.self) { try RawClient(server.port) }
        client.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
        let response = try #require(client.receive())
        #expect(response.body == "GET /2 ")
        #expect(response.isLast)
        #expect(client.isEnded())
        server.stop(within: 1)
        server.stop(within: 1)
    }

    @Test func `ends connections that are only kept open`() throws {
        let server = try serve(Recorder())
        let client = try RawClient(server.port)
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.receive()?.status == 200)
        server.stop(within: 3)
        #expect(client.isEnded())
    }

    @Test func `gives its port back`() throws {
        let first = try serve(Recorder())
        #expect(throws: HTTPServerError.self) {
            try HTTPServer(host: "127.0.0.1", port: first.port, responder: Recorder())
        }
        first.stop(within: 1)
        let second = try HTTPServer(host: "127.0.0.1", port: first.port, responder: Recorder())
        #expect(second.port == first.port)
    }

    @Test func `can do so under load, again and again`() throws {
        for _ in 0..<15 {
            let server = try serve(Recorder(later))
            let clients = try (0..<8).map { _ in try RawClient(server.port) }
            for client in clients {
                client.send(
                    String(repeating: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", count: 20)
                )
            }
            server.stop(within: 0)
            #expect(server.requestsInFlight == 0)
        }
    }
}

@Suite("A server that cannot start") struct StartingTests {
    @Test func `says that the port is taken`() throws {
        let server = try serve(Recorder())
        let error = #expect(throws: HTTPServerError.self) {
            try HTTPServer(host: "localhost", port: server.port, responder: Recorder())
        }
        #expect(
            error
                == .cannotListen(
                    host: "localhost",
                    port: server.port,
                    reason: "Address already in use"
                )
        )
    }

    @Test(arguments: ["", "nowhere", "1.2.3", "::g", "300.1.1.1"])
    func `says that the host is no address`(host: String) {
        #expect(throws: HTTPServerError.self) {
            try HTTPServer(host: host, port: 0, responder: Recorder())
        }
    }
}
