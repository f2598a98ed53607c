import Testing
import Wire

@Suite("Paths and methods")
struct RoutingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let request: String
        let status: Int
        var port: UInt16 = 8_088
        var testDescription: String { "\(request) on \(port)" }

        init(_ request: String, _ status: Int, port: UInt16 = 8_088) {
            (self.request, self.status, self.port) = (request, status, port)
        }
    }

    static let alone = [
        Case("GET /books", 200), Case("GET /books/", 200), Case("HEAD /books", 200),
        Case("GET /library/books", 200), Case("GET /books/1", 200), Case("HEAD /books/1", 200),
        Case("GET /library/books/1", 200), Case("GET /books/2", 404), Case("GET /books/0", 404),
        Case("GET /books/01", 404), Case("GET /books/-1", 404), Case("GET /books/x", 404),
        Case("GET /books/9223372036854775808", 404), Case("GET /books/9223372036854775807", 404),
        Case("GET /books/1/thickness", 200), Case("GET /books/1/thickness?pages=5", 200),
        Case("GET /books/1/thickness?pages=0", 422), Case("GET /books/1/width", 404),
        Case("GET /books/2/thickness", 404), Case("GET /books/1/thickness/x", 404),
        Case("PUT /books/1/thickness", 405), Case("GET /nothing", 404), Case("GET /", 404),
        Case("GET /library", 404), Case("GET /library/library/books", 404),
        Case("DELETE /books", 405), Case("PUT /books", 405), Case("PATCH /books", 405),
        Case("POST /books/1", 405), Case("BREW /books", 405), Case("get /books", 405),
        Case("PATCH /shelves/1", 405), Case("PUT /shelves/1", 405), Case("DELETE /shelves/1", 409),
        Case("GET /shelves/1", 200), Case("GET /catalogues/1", 200), Case("POST /catalogues", 405),
        Case("DELETE /catalogues/1", 405), Case("GET /catalogues/1/x", 404),
        Case("OPTIONS /books", 204), Case("OPTIONS /books/7", 204), Case("GET /books/%zz", 400),
        Case("GET /livez", 200), Case("GET /readyz", 200), Case("GET /actuator/health", 200),
        Case("GET /metrics", 200), Case("GET /openapi.json", 200), Case("POST /livez", 405),
        Case("GET /books", 200, port: 9_001), Case("GET /shelves/1", 404, port: 9_001),
        Case("GET /shelves/1", 200, port: 9_002), Case("GET /books", 404, port: 9_002),
        Case("GET /library/books", 200, port: 9_001), Case("GET /livez", 200, port: 9_001),
    ]

    @Test(arguments: alone)
    func `lead where they should when there is one business`(a: Case) async throws {
        let counter = try Counter()
        #expect(await counter.send("POST", "/books", #"{"title":"A"}"#).status == 201)
        #expect(await counter.send("POST", "/shelves", #"{"title":"S"}"#).status == 201)
        let words = a.request.split(separator: " ").map(String.init)
        let answer = await counter.send(words[0], words[1], port: a.port)
        #expect(answer.status == a.status)
        if a.status >= 400 {
            #expect(answer.field("Content-Type") == "application/problem+json")
            #expect(answer["status"]?.asInteger == Int64(a.status))
        }
        if a.status == 405 { #expect(answer.field("Allow")?.contains("OPTIONS") == true) }
    }

    static let several = [
        Case("GET /books", 404), Case("GET /library/books", 200), Case("GET /archive/books", 200),
        Case("GET /library/books/1", 200), Case("GET /archive/books/1", 200),
        Case("GET /archive/books/2", 404), Case("GET /library/books/2", 200),
        Case("GET /other/books", 404), Case("GET /livez", 200),
        Case("GET /archive/books/1", 200, port: 9_001),
        Case("GET /archive/books", 404, port: 9_002),
    ]

    @Test(arguments: several)
    func `lead only under their name when there are several`(a: Case) async throws {
        let counter = try Counter(["library", "archive"])
        for (business, title) in [("library", "L"), ("archive", "A"), ("library", "M")] {
            let made = await counter.send("POST", "/\(business)/books", #"{"title":"\#(title)"}"#)
            #expect(made.status == 201)
        }
        let words = a.request.split(separator: " ").map(String.init)
        #expect(await counter.send(words[0], words[1], port: a.port).status == a.status)
    }

    @Test func `keep the same kind of two businesses apart`() async throws {
        let counter = try Counter(["library", "archive"])
        let first = await counter.send("POST", "/library/books", #"{"title":"L"}"#)
        let second = await counter.send("POST", "/archive/books", #"{"title":"A"}"#)
        #expect(first.field("Location") == "http://here:8088/library/books/1")
        #expect(second.field("Location") == "http://here:8088/archive/books/1")
        #expect(await counter.send("GET", "/library/books/1")["title"]?.asText == "L")
        #expect(await counter.send("GET", "/archive/books/1")["title"]?.asText == "A")
        #expect(await counter.send("DELETE", "/archive/books/1").status == 204)
        #expect(await counter.send("GET", "/library/books/1")["gone"] == .boolean(false))
        #expect(await counter.send("GET", "/archive/books/1")["gone"] == .boolean(true))
        #expect(
            await counter.send("GET", "/library/catalogues")["page", "totalElements"] == .integer(1)
        )
    }

    @Test func `of a service that is down say so, and others go on`() async throws {
        let counter = try Counter(without: ["books"])
        for request in ["GET /books", "GET /books/1", "POST /books", "PATCH /books/1"] {
            let words = request.split(separator: " ").map(String.init)
            let answer = await counter.send(words[0], words[1], #"{"title":"A"}"#)
            #expect(answer.status == 503)
            #expect(answer.field("Retry-After") == "5")
            #expect(answer.type == "/problems/unavailable")
        }
        #expect(await counter.send("OPTIONS", "/books").status == 204)
        #expect(await counter.send("POST", "/shelves", #"{"title":"S"}"#).status == 201)
    }
}
