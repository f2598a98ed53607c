import HTTP
import KitTesting
import Runtime
import Testing
import Wire

@Suite("What comes in")
struct BodyTests {
    @Test(
        arguments: [
            ("", 400), ("{", 400), ("[]", 400), ("1", 400), ("null", 400), (#"{"title":}"#, 400),
            (#"{"title":"\#u{7}"}"#, 400), (#"{"title":"A"}x"#, 400),
            (String(repeating: "[", count: 5_000), 400),
            ("{}", 422), (#"{"title":null}"#, 422), (#"{"title":[]}"#, 422),
            (#"{"title":{}}"#, 422),
            (#"{"title":"123456789012345678901"}"#, 422), (#"{"title":"A","pages":0}"#, 422),
            (#"{"title":"A","pages":2001}"#, 422), (#"{"title":"A","pages":"many"}"#, 422),
            (#"{"title":"A","pages":1.5}"#, 422), (#"{"title":"A","pages":1e400}"#, 400),
            (#"{"title":"A","pages":99999999999999999999}"#, 422), (#"{"title":"A\u0000"}"#, 422),
            (#"{"title":"taken"}"#, 409), (#"{"title":7,"pages":"7"}"#, 201),
            (#"{"title":"예약","pages":null}"#, 201),
        ] as [(String, Int)]
    )
    func `is taken, or refused with a reason, and changes nothing`(
        body: String,
        status: Int
    ) async throws {
        let counter = try Counter()
        let answer = await counter.send("POST", "/books", body)
        #expect(answer.status == status)
        guard status >= 400 else { return }
        #expect(counter.ledger.position == 0)
        for member in ["type", "title", "status", "detail", "instance"] {
            #expect(answer[member] != nil)
        }
        #expect(answer["error"] == answer["title"])
        #expect(answer["message"] == answer["detail"])
        #expect(answer["path"]?.asText == "/books")
        #expect(answer["timestamp"]?.asText?.hasPrefix("2021-10-01T00:00:00") == true)
        if status == 422 {
            guard case .list(let errors)? = answer["errors"] else {
                Issue.record("no member is named")
                return
            }
            #expect(errors.first?["member"] != nil)
        }
    }

    @Test(
        arguments: [
            ("text/plain", 415), ("application/x-www-form-urlencoded", 415), ("jsonp", 415),
            ("application/json", 201), ("application/json; charset=utf-8", 201),
            ("Application/JSON", 201), ("application/merge-patch+json", 201), ("", 415),
        ] as [(String, Int)]
    )
    func `is JSON by its content type`(type: String, status: Int) async throws {
        let counter = try Counter()
        let fields = [("Content-Type", type)]
        let answer = await counter.send("POST", "/books", #"{"title":"A"}"#, fields)
        #expect(answer.status == status)
        if status == 415 { #expect(answer.type == "/problems/no-json") }
    }

    @Test func `with a key is answered once, bare or quoted`() async throws {
        let counter = try Counter()
        func post(_ key: String, _ body: String, _ path: String = "/books") async -> Answer {
            await counter.send("POST", path, body, [("Idempotency-Key", key)])
        }
        let first = await post("k", #"{"title":"A"}"#)
        #expect(first.status == 201)
        for (key, path) in [("k", "/books"), ("\"k\"", "/books"), ("k", "/library/books")] {
            #expect(await post(key, #"{"title":"A"}"#, path).response == first.response)
        }
        let other = await post("k", #"{"title":"B"}"#)
        #expect(other.status == 422 && other.type == "/problems/key-reused")
        // The same key for something else is another call.
        let change = [("Idempotency-Key", "k")]
        #expect(await counter.send("PATCH", "/books/1", #"{"title":"A"}"#, change).status == 200)
        for wrong in ["", "\"\"", String(repeating: "k", count: 256)] {
            #expect(await post(wrong, #"{"title":"A"}"#).status == 400)
        }
        #expect(await post("r", #"{"title":"taken"}"#).status == 409)
        #expect(await post("r", #"{"title":"C"}"#).status == 201)
        #expect(counter.ledger.position == 2)
    }

    @Test func `is answered with 503 when it cannot be kept`() async throws {
        let counter = try Counter()
        counter.faults.order(.lost(.full("/var/lib/secret has no room")))
        let answer = await counter.send("POST", "/books", #"{"title":"A"}"#)
        #expect(answer.status == 503 && answer.field("Retry-After") == "5")
        #expect(!answer.text.contains("secret"))
        #expect(await counter.send("GET", "/books/1").status == 404)
        let next = await counter.send("POST", "/books", #"{"title":"A"}"#)
        #expect(next.field("Location") == "http://here:8088/books/1")
    }
}
