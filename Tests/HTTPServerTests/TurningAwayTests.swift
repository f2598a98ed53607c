import HTTP
import HTTPServer
import Synchronization
import Testing

@Suite("Who is turned away") struct TurningAwayTests {
    private let recorder = Recorder()

    /// Turns away who asks for `/full`.
    private struct Bouncer: HTTPResponder {
        let recorder: Recorder

        func crowdedParts(isPressed: Bool) -> HTTPParts { .all }

        func neededParts(method: String, path: String, localPort: UInt16) -> HTTPParts {
            method == "POST" && path.hasPrefix("/full") ? .all : []
        }

        func respond(to request: HTTPRequest, reply: HTTPReply) {
            recorder.respond(to: request, reply: reply)
        }

        func refusal(status: Int, detail: String, path: String, origin: String?) -> HTTPResponse {
            recorder.refusal(status: status, detail: detail, path: path, origin: origin)
        }
    }

    private func post(_ path: String, _ body: String, _ fields: String = "") -> String {
        "POST \(path) HTTP/1.1\r\nHost: a\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n"
            + body
    }

    @Test func `hears so, keeps the connection, and is not taken for the next request`() throws {
        let server = try serve(Bouncer(recorder: recorder))
        let client = try RawClient(server.port)
        let body = post("/hidden", "x")
        client.send(post("/full", body) + post("/full", "") + post("/free", "y"))
        for _ in 0..<2 {
            let answer = try #require(client.receive())
            #expect(answer.status == 503 && !answer.isLast)
            #expect(answer.body == #"{"status":503,"path":"/full"}"#)
            #expect(answer.fields["content-type"] == "application/problem+json")
            #expect(answer.fields["x-content-type-options"] == "nosniff")
            #expect(answer.fields["date"]?.hasSuffix("GMT") == true)
        }
        #expect(client.receive()?.body == "POST /free y")
        #expect(recorder.seen.map(\.path) == ["/free"])
        server.stop(within: 1)
        #expect(server.requestsInFlight == 0)
    }

    @Test func `is told of its own path and origin, whoever came before`() throws {
        let server = try serve(Bouncer(recorder: recorder))
        let client = try RawClient(server.port)
        let steps = [("1", "a"), ("1", "b"), ("2", "b"), ("2", nil), ("2", nil), ("1", "a")]
        for (number, origin) in steps {
            client.send(post("/full/\(number)", "x", origin.map { "Origin: \($0)\r\n" } ?? ""))
            let answer = try #require(client.receive())
            #expect(answer.body == "{\"status\":503,\"path\":\"/full/\(number)\"}")
            #expect(answer.fields["x-origin"] == origin)
        }
        server.stop(within: 1)
    }

    @Test func `is told of its own path though it sends the same each time, as others do`() throws {
        let server = try serve(Bouncer(recorder: recorder)) { $0.threads = 1 }
        let clients = try (0..<2).map { _ in try RawClient(server.port) }
        for turn in 0..<8 {
            // Alone twice, and then in turns.
            for (number, client) in clients.enumerated() where turn > 2 || number == 0 {
                client.send(post("/full/\(number)", "x"))
                let answer = try #require(client.receive())
                #expect(answer.body == "{\"status\":503,\"path\":\"/full/\(number)\"}")
            }
        }
        server.stop(within: 1)
    }

    @Test func `is let in with the next head that needs something else`() throws {
        let server = try serve(Bouncer(recorder: recorder))
        let client = try RawClient(server.port)
        for path in ["/full", "/full", "/free", "/free", "/full", "/full", "/free"] {
            client.send(post(path, "x"))
            #expect(client.receive()?.status == (path == "/full" ? 503 : 200), "\(path)")
        }
        server.stop(within: 1)
    }

    @Test(arguments: [
        "Transfer-Encoding: chunked\r\n", "Expect: 100-continue\r\nContent-Length: 9\r\n",
    ])
    func `need not send a body that was not begun`(field: String) throws {
        let server = try serve(Bouncer(recorder: recorder))
        let client = try RawClient(server.port)
        client.send("POST /full HTTP/1.1\r\nHost: a\r\n\(field)\r\n")
        let answer = try #require(client.receive())
        #expect(answer.status == 503 && answer.isLast)
        #expect(client.isEnded())
        #expect(recorder.seen.isEmpty)
        server.stop(within: 1)
    }

    @Test func `is still held to the form of a message`() throws {
        let server = try serve(Bouncer(recorder: recorder))
        let client = try RawClient(server.port)
        client.send("POST /full HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 0\r\n\r\n")
        let answer = try #require(client.receive())
        #expect(answer.status == 400 && answer.isLast)
        server.stop(within: 1)
    }
}
