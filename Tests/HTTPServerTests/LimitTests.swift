import HTTP
import HTTPServer
import Testing

@Suite("A limit") struct LimitTests {
    let recorder = Recorder()

    private func refusal(
        of text: String,
        _ change: (inout HTTPLimits) -> Void = { _ in }
    ) throws -> (response: Response, isEnded: Bool) {
        let server = try serve(recorder, change)
        let client = try RawClient(server.port)
        client.send(text)
        let response = try #require(client.receive())
        defer { server.stop(within: 1) }
        return (response, client.isEnded())
    }

    private func expectRefused(
        _ text: String,
        _ status: Int,
        _ change: (inout HTTPLimits) -> Void = { _ in },
        location: SourceLocation = #_sourceLocation
    ) throws {
        let (response, isEnded) = try refusal(of: text, change)
        #expect(response.status == status, sourceLocation: location)
        #expect(response.isLast, sourceLocation: location)
        #expect(
            response.fields["content-type"] == "application/problem+json",
            sourceLocation: location
        )
        #expect(response.fields["x-content-type-options"] == "nosniff", sourceLocation: location)
        #expect(isEnded, sourceLocation: location)
        #expect(recorder.seen.isEmpty, sourceLocation: location)
    }

    @Test func `on a body of known length acts before the body is sent`() throws {
        try expectRefused("POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n", 413)
        try expectRefused(
            "POST /b HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 65537\r\n\r\n",
            413
        )
    }

    @Test func `on a chunked body acts before its end`() throws {
        let chunk = "10\r\n0123456789abcdef\r\n"
        try expectRefused(
            "POST /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + String(repeating: chunk, count: 7),
            413
        ) { $0.bodyBytes = 100 }
    }

    @Test func `on a body lets pass what just fits`() throws {
        let server = try serve(recorder)
        let client = try RawClient(server.port)
        let body = String(repeating: "x", count: 65_536)
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 65536\r\n\r\n" + body)
        #expect(client.receive()?.body == "POST / " + body)
        client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        client.send("8000\r\n\(body.prefix(32_768))\r\n8000\r\n\(body.prefix(32_768))\r\n0\r\n\r\n")
        #expect(client.receive()?.body == "POST / " + body)
    }

    @Test func `on the bytes of a header`() throws {
        let value = String(repeating: "x", count: 16_384)
        try expectRefused("GET /h HTTP/1.1\r\nHost: a\r\nX: \(value)\r\n\r\n", 431)
        let fields = (0..<60).map { "X-\($0): \(value.prefix(300))\r\n" }.joined()
        try expectRefused("GET /h HTTP/1.1\r\nHost: a\r\n\(fields)\r\n", 431)
        let half = value.prefix(8_180)
        try expectRefused("GET /\(half) HTTP/1.1\r\nHost: a\r\nX: \(half)\r\n\r\n", 431)
    }

    @Test func `on the number of fields`() throws {
        let fields = (0..<100).map { "X-\($0): 1\r\n" }.joined()
        try expectRefused("GET /f HTTP/1.1\r\nHost: a\r\n\(fields)\r\n", 431)
    }

    @Test func `on the head lets pass what just fits`() throws {
        let server = try serve(recorder)
        let client = try RawClient(server.port)
        let fields = (10..<99).map { "X-\($0): \(String(repeating: "y", count: 80))\r\n" }.joined()
        let path = "/" + String(repeating: "p", count: 8_191)
        client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
        #expect(client.receive()?.body == "GET \(path) ")
        #expect(recorder.seen.first?.fields.count == 90)
    }

    @Test func `on the target`() throws {
        let path = String(repeating: "p", count: 8_192)
        try expectRefused("GET /\(path) HTTP/1.1\r\nHost: a\r\n\r\n", 414)
        try expectRefused("GET /?\(path) HTTP/1.1\r\nHost: a\r\n\r\n", 414)
        try expectRefused(
            "GET /\(path)\(path) HTTP/1.1\r\nHost: a\r\n\r\n",
            414
        )
    }

    @Test func `on the version`() throws {
        try expectRefused("GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505)
        try expectRefused("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505)
        try expectRefused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505)
        try expectRefused("GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505)
    }

    @Test func `on numbers is no matter of their form`() throws {
        let digits = String(repeating: "9", count: 40)
        try expectRefused("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(digits)\r\n\r\n", 413)
        let chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        try expectRefused(chunked + String(repeating: "f", count: 17) + "\r\n", 413)
        try expectRefused(chunked + "2\r\nabXX\r\n", 400)
        try expectRefused(chunked + "0\r\nno colon\r\n\r\n", 400)
    }

    @Test func `on connections makes others wait`() throws {
        let server = try serve(recorder) {
            $0.connections = 2
            $0.threads = 1
        }
        var clients = try (0..<2).map { _ in try RawClient(server.port) }
        for client in clients {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(client.receive()?.status == 200)
        }
        let third = try RawClient(server.port, timeoutMilliseconds: 200)
        third.send("GET /third HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(third.receive()?.status == nil)
        clients.removeLast()
        #expect(eventually { third.receive()?.body == "GET /third " })
    }

    @Test func `however odd does not stop the server from starting`() throws {
        let server = try serve(recorder) {
            $0.threads = -1
            $0.connections = -1
            $0.headerBytes = .max
            $0.idleSeconds = .max
            $0.headerSeconds = .max
            $0.headerBytes = 100_000
            $0.fieldCount = 1_000
        }
        let client = try RawClient(server.port)
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.receive()?.status == 200)
    }
}
