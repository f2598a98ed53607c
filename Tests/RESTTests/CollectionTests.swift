import Testing
import Wire

@Suite("A collection on the wire")
struct CollectionTests {
    private func filled() async throws -> Counter {
        let counter = try Counter()
        for number in 1...45 {
            let body = #"{"title":"T\#(number % 3)","pages":\#(100 + number % 7)}"#
            #expect(await counter.send("POST", "/books", body).status == 201)
        }
        return counter
    }

    @Test func `comes in pages, with links to the others`() async throws {
        let counter = try await filled()
        let first = await counter.send("GET", "/books")
        #expect(first.field("Content-Type") == "application/hal+json")
        #expect(first.ids("books") == Array(1...20))
        #expect(first["page", "totalElements"] == .integer(45))
        #expect(first["page", "totalPages"] == .integer(3))
        #expect(first["page", "number"] == .integer(0))
        #expect(first["_links", "prev"] == nil)
        #expect(first["_links", "next", "href"]?.asText == "http://here:8088/books?page=1&size=20")
        let last = await counter.send("GET", "/books?page=2")
        #expect(last.ids("books") == Array(41...45))
        #expect(last["_links", "next"] == nil)
        #expect(last["_links", "prev", "href"]?.asText == "http://here:8088/books?page=1&size=20")
        let beyond = await counter.send("GET", "/books?page=99")
        #expect(beyond.status == 200 && beyond.ids("books").isEmpty)
        #expect(beyond["_links", "prev", "href"]?.asText == "http://here:8088/books?page=2&size=20")
    }

    @Test(
        arguments: [
            ("size=3&sort=id,desc", [45, 44, 43]),
            ("size=2&sort=pages,desc&sort=id,desc", [41, 34]),
            ("size=3&sort=pages&title=T1", [7, 28, 1]), ("title=T1&pages=101", [1, 22, 43]),
            ("title=T9", []), ("pages=-1", []), ("size=2&unknown=1", [1, 2]),
            ("size=3&page=1&sort=pages,id,asc", [28, 35, 42]), ("title=T1&title=T2", []),
        ] as [(String, [Int64])]
    )
    func `is sorted and filtered by its fields`(query: String, ids: [Int64]) async throws {
        let counter = try await filled()
        let answer = await counter.send("GET", "/books?\(query)")
        #expect(answer.status == 200)
        #expect(answer.ids("books") == ids)
    }

    @Test(arguments: [
        "size=0", "size=1001", "size=x", "page=-1", "page=99999999999999999999", "sort=gone",
        "sort=nothing,desc", "page=", "pages=many", "pages=", "sort=", "sort=desc", "sort=id,",
        "sort=,id",
    ])
    func `refuses what it cannot do`(query: String) async throws {
        let answer = await (try Counter()).send("GET", "/books?\(query)")
        #expect(answer.status == 422 && answer.type == "/problems/unacceptable")
    }

    @Test func `keeps what was asked for in its links`() async throws {
        let counter = try await filled()
        let answer = await counter.send("GET", "/books?size=1&title=T%31&sort=id,desc&x=1")
        let next = answer["_links", "next", "href"]?.asText
        #expect(next == "http://here:8088/books?page=1&size=1&title=T1&sort=id,desc")
    }

    @Test func `has links that lead back the way the caller came`() async throws {
        let counter = try Counter()
        _ = await counter.send("POST", "/books", #"{"title":"A"}"#)
        func href(_ target: String, _ host: String) async -> String? {
            let answer = await counter.send("GET", target, "", [("Host", host)])
            return answer["_links", "self", "href"]?.asText
        }
        #expect(await href("/books/1", "example.org") == "http://example.org/books/1")
        #expect(
            await href("/library/books/1", "[::1]:8088") == "http://[::1]:8088/library/books/1"
        )
        #expect(await href("/books/1", "evil\"><script>") == "/books/1")
        #expect(await href("/books/1", "") == "/books/1")
    }

    @Test func `says to browsers what they may do`() async throws {
        let counter = try Counter()
        let fields = [
            ("Origin", "https://a.example"), ("Access-Control-Request-Method", "PATCH"),
            ("Access-Control-Request-Headers", "if-match"),
        ]
        let asked = await counter.send("OPTIONS", "/books/1", "", fields)
        #expect(asked.status == 204)
        let allowed = "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"
        #expect(asked.field("Allow") == allowed)
        #expect(asked.field("Access-Control-Allow-Methods") == allowed)
        #expect(asked.field("Access-Control-Allow-Headers") == "if-match")
        #expect(asked.field("Access-Control-Allow-Origin") == "https://a.example")
        let origin = [("Origin", "https://a.example")]
        for target in ["/books", "/books/9", "/livez", "/nothing"] {
            let answer = await counter.send("GET", target, "", origin)
            #expect(answer.field("Access-Control-Allow-Origin") == "https://a.example")
            #expect(answer.field("Vary") == "Origin")
        }
        #expect(await counter.send("GET", "/books").field("Access-Control-Allow-Origin") == nil)
    }

    @Test func `tells the operators when it wants no calls`() async throws {
        let counter = try Counter()
        #expect(await counter.send("GET", "/readyz").status == 200)
        counter.isReady("the server is about to stop")
        #expect(await counter.send("GET", "/readyz").status == 503)
        #expect(await counter.send("GET", "/actuator/health").status == 503)
        #expect(await counter.send("GET", "/livez").status == 200)
        #expect(await counter.send("GET", "/books").status == 200)
    }
}
