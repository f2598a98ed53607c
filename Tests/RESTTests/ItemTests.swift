import HTTP
import Testing
import Wire

@Suite("An item on the wire")
struct ItemTests {
    @Test func `is made, shown with links, changed and cancelled`() async throws {
        let counter = try Counter()
        let made = await counter.send("POST", "/books", #"{"title":"A","pages":"321","x":[1]}"#)
        #expect(made.status == 201)
        #expect(made.field("Location") == "http://here:8088/books/1")
        #expect(made.field("ETag") == "\"1\"")
        #expect(made.field("Content-Type") == "application/hal+json")
        #expect(made["pages"] == .integer(321))
        let shown = await counter.send("GET", "/books/1")
        #expect(shown.document == made.document)
        #expect(shown.field("ETag") == "\"1\"")
        #expect(shown["_links", "self", "href"]?.asText == "http://here:8088/books/1")
        #expect(shown["_links", "book", "href"]?.asText == "http://here:8088/books/1")
        let same = [("If-None-Match", "\"1\"")]
        let unchanged = await counter.send("GET", "/books/1", "", same)
        #expect(unchanged.status == 304 && unchanged.response.body.isEmpty)

        let changed = await counter.send("PATCH", "/books/1", #"{"title":"B","pages":5}"#)
        #expect(changed.status == 200 && changed["title"]?.asText == "B")
        #expect(changed.field("ETag") == "\"3\"")
        #expect(await counter.send("GET", "/books/1", "", same).status == 200)
        #expect(await counter.send("DELETE", "/books/1").status == 204)
        #expect(await counter.send("DELETE", "/books/1").status == 204)
        #expect(await counter.send("GET", "/books/1")["gone"] == .boolean(true))
        let refused = await counter.send("PATCH", "/books/1", #"{"title":"C"}"#)
        #expect(refused.status == 409 && refused.type == "/problems/already-gone")
        #expect(refused["message"]?.asText == "books says no: already gone")
    }

    @Test(arguments: ["PUT", "PATCH"])
    func `is changed by what differs, and by nothing else`(method: String) async throws {
        let counter = try Counter()
        _ = await counter.send("POST", "/books", #"{"title":"A","pages":10}"#)
        let shown = await counter.send("GET", "/books/1")
        let same = await counter.send(method, "/books/1", shown.text)
        #expect(same.status == 200 && same.field("ETag") == "\"1\"")
        #expect(same.document == shown.document)
        // Simple clients send everything as text.
        let asText = #"{"id":"1","title":"A","pages":"10","gone":"false"}"#
        #expect(await counter.send(method, "/books/1", asText).field("ETag") == "\"1\"")
        let one = await counter.send(method, "/books/1", #"{"pages":11,"unknown":1}"#)
        #expect(one["pages"] == .integer(11) && one["title"]?.asText == "A")
        #expect(one.field("ETag") == "\"2\"")
        #expect(await counter.send(method, "/books/1", "{}").field("ETag") == "\"2\"")
        #expect(await counter.send(method, "/books/1", #"{"pages":null}"#).status == 200)

        for fixed in [#"{"id":2}"#, #"{"gone":true}"#, #"{"title":"B","id":7}"#] {
            let answer = await counter.send(method, "/books/1", fixed)
            #expect(answer.status == 409 && answer.type == "/problems/fixed-member")
        }
        // All or nothing: the title is refused, so the pages stay.
        let half = await counter.send(method, "/books/1", #"{"pages":12,"title":"taken"}"#)
        #expect(half.status == 409 && half.type == "/problems/title-taken")
        #expect(await counter.send("GET", "/books/1").document == one.document)
        #expect(await counter.send(method, "/books/9", #"{"pages":12}"#).status == 404)
    }

    @Test func `is changed only as it was seen, where the caller wants that`() async throws {
        let counter = try Counter()
        _ = await counter.send("POST", "/books", #"{"title":"A"}"#)
        let change = #"{"title":"B"}"#
        for tag in ["\"2\"", "1", "\"0\"", "W/\"1\""] {
            let answer = await counter.send("PATCH", "/books/1", change, [("If-Match", tag)])
            #expect(answer.status == 412 && answer.type == "/problems/changed-meanwhile")
        }
        for tag in ["\"7\", \"1\"", "*"] {
            let answer = await counter.send("PATCH", "/books/1", change, [("If-Match", tag)])
            #expect(answer.status == 200)
        }
        let late = await counter.send("DELETE", "/books/1", "", [("If-Match", "\"1\"")])
        #expect(late.status == 412)
    }

    @Test func `is made also by a GET with a body, as old clients declare it`() async throws {
        let counter = try Counter()
        #expect(await counter.send("GET", "/books", #"{"title":"A"}"#).status == 201)
        #expect(await counter.send("GET", "/books").ids("books") == [1])
    }
}
