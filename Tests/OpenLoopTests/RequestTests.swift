import Testing

@testable import OpenLoop

@Suite("A request")
struct RequestTests {
    private func text(_ request: Request, _ number: Int) -> String {
        String(decoding: request.bytes(number), as: UTF8.self)
    }

    @Test func `carries its number in the place of its mark, and keeps its length`() {
        let request = Request("POST", "/x", host: "h", body: "{\"c\":\"{number}\"}")
        let length = "{\"c\":\"00000042\"}".utf8.count
        #expect(text(request, 42).hasSuffix("\r\n\r\n{\"c\":\"00000042\"}"))
        #expect(text(request, 42).contains("Content-Length: \(length)\r\n"))
    }

    @Test func `is the same each time without a mark`() {
        let request = Request("GET", "/x?a=1", host: "h:1")
        #expect(text(request, 1) == "GET /x?a=1 HTTP/1.1\r\nHost: h:1\r\n\r\n")
        #expect(request.bytes(1) == request.bytes(2))
    }
}
