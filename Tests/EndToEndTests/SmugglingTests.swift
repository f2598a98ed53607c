import Testing

@Suite("A request made to hide another from the shipped binary", .apart) struct SmugglingTests {
    @Test func `gets 400 and is the last`() throws {
        let server = try Server()
        for shape in Ambiguous.shapes {
            let said = try Caller(server.port, patience: 5)
                .everything(after: shape + Ambiguous.hidden)
            let text = try #require(said, "still open: \(shape)")
            #expect(text.hasPrefix("HTTP/1.1 400 "), "\(shape)")
            #expect(text.contains("\r\nConnection: close\r\n"), "\(shape)")
            #expect(text.contains("\r\nDate: "), "\(shape)")
            #expect(text.contains("/problems/malformed"), "\(shape)")
            #expect(text.ranges(of: "HTTP/1.1 ").count == 1, "\(shape)")
        }
        #expect(try server.stop() == 0)
    }

    @Test func `is refused in words that a page from another origin may read`() throws {
        let server = try Server()
        let start = "POST /reservations HTTP/1.1\r\nHost: a\r\nOrigin: https://shop.example\r\n"
        let shapes = [
            ("Host: b\r\n\r\n", 400), ("Content-Length: x\r\n\r\n", 400),
            ("Content-Length: 99999999\r\n\r\n", 413),
            ("Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
            ("X: \(String(repeating: "x", count: 16_390))\r\nY: \(Ambiguous.hidden)", 431),
        ]
        for (shape, status) in shapes {
            let answer = try #require(try server.caller.exchange(start + shape), "\(shape)")
            #expect(answer.status == status, "\(shape)")
            #expect(answer.field("Access-Control-Allow-Origin") == "https://shop.example")
            #expect(answer.field("Vary") == "Origin")
            #expect(answer.json.text("path") == "/reservations", "\(shape)")
        }
    }
}
