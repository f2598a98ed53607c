import Testing
import Wire

private let wish: Document = ["customerId": "OHM", "date": "20300105", "stylingType": "perm"]
private let other: Document = ["customerId": "EVA", "date": "20300105", "stylingType": "perm"]

@Suite("A call that comes again", .apart) struct RepetitionTests {
    private func expectSame(
        _ first: Answer,
        _ again: Answer,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(first.status == again.status, sourceLocation: sourceLocation)
        #expect(first.text == again.text, sourceLocation: sourceLocation)
        for name in ["Location", "ETag", "Content-Type"] {
            #expect(first.field(name) == again.field(name), sourceLocation: sourceLocation)
        }
    }

    @Test(arguments: ["\"key-1\"", "key-1"])
    func `with its key gets the same answer and does nothing more`(key: String) throws {
        let server = try Server()
        let first = try server.post("/reservations", wish, ["Idempotency-Key": key])
        #expect(first.status == 201)
        try server.item("/reservations/1", "status", "Reservation Completed")
        let before = try server.facts()
        expectSame(first, try server.post("/reservations", wish, ["Idempotency-Key": "key-1"]))
        expectSame(first, try server.post("/reservations", wish, ["Idempotency-Key": "\"key-1\""]))
        expectSame(
            first,
            try server.post("/hairshop/reservations", wish, ["Idempotency-Key": key])
        )
        #expect(try server.facts() == before)
        #expect(try server.all("/reservations").count == 1)
    }

    @Test func `with its key and another payload is refused`() throws {
        let server = try Server()
        let key = ["Idempotency-Key": "\"k\""]
        #expect(try server.post("/reservations", wish, key).status == 201)
        try server.item("/reservations/1", "status", "Reservation Completed")
        let before = try server.facts()
        let answer = try server.post("/reservations", other, key)
        #expect(answer.status == 422)
        #expect(answer.json.text("type") == "/problems/key-reused")
        #expect(try server.facts() == before)
    }

    @Test func `is known by its operation as well`() throws {
        let server = try Server()
        let key = ["Idempotency-Key": "\"k\""]
        #expect(try server.post("/reservations", wish, key).status == 201)
        let cancel: Document = ["status": "CANCEL_REQUESTED"]
        let first = try server.patch("/reservations/1", cancel, key)
        #expect(first.status == 200)
        expectSame(first, try server.patch("/reservations/1", cancel, key))
        #expect(try server.patch("/reservations/2", cancel, key).status == 404)
    }

    @Test func `is known after a restart and after a crash`() throws {
        let folder = try Folder()
        let key = ["Idempotency-Key": "\"k\"", "Host": "shop.example"]
        let first = try Server(in: folder)
        let answer = try hosted(first, key)
        #expect(answer.status == 201)
        try first.item("/reservations/1", "status", "Reservation Completed")
        #expect(try first.stop() == 0)
        let second = try Server(in: folder)
        expectSame(answer, try hosted(second, key))
        try second.crash()
        let third = try Server(in: folder)
        expectSame(answer, try hosted(third, key))
        #expect(try third.all("/reservations").count == 1)
    }

    /// A call under a name that does not change with the port.
    private func hosted(_ server: Server, _ fields: [String: String]) throws -> Answer {
        let body = String(decoding: wish.bytes, as: UTF8.self)
        var text = "POST /reservations HTTP/1.1\r\nContent-Type: application/json\r\n"
        for (name, value) in fields { text += "\(name): \(value)\r\n" }
        text += "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        return try #require(try server.caller.exchange(text))
    }

    @Test func `at the same time is done once`() throws {
        let server = try Server()
        let answers = Collected<Answer>()
        try together(24) { _ in
            let key = ["Idempotency-Key": "\"at-once\""]
            answers.add(try server.post("/reservations", wish, key))
        }
        let made = answers.all.filter { $0.status == 201 }
        #expect(Set(made.map(\.text)).count == 1)
        #expect(answers.all.allSatisfy { [201, 409].contains($0.status) })
        for busy in answers.all where busy.status == 409 {
            #expect(busy.json.text("type") == "/problems/key-in-flight")
        }
        #expect(try server.all("/reservations").count == 1)
    }

    @Test(arguments: ["", "\"\"", String(repeating: "k", count: 256)])
    func `with a key that is none is refused`(key: String) throws {
        let server = try Server()
        let answer = try server.post("/reservations", wish, ["Idempotency-Key": key])
        #expect(answer.status == 400)
        #expect(try server.all("/reservations").isEmpty)
    }
}

@Suite("A condition", .apart) struct ConditionTests {
    @Test func `that does not hold any more is refused, and changes nothing`() throws {
        let server = try Server()
        let made = try server.post("/reservations", wish)
        #expect(made.field("ETag") != nil)
        try server.item("/reservations/1", "status", "Reservation Completed")
        let cancel: Document = ["status": "CANCEL_REQUESTED"]
        let before = try server.facts()
        let stale = ["If-Match": "\"1\""]
        #expect(try server.patch("/reservations/1", cancel, stale).status == 412)
        #expect(try server.put("/reservations/1", cancel, stale).status == 412)
        #expect(try server.delete("/reservations/1", stale).status == 412)
        #expect(try server.facts() == before)
        let tag = try #require(try server.get("/reservations/1").field("ETag"))
        let answer = try server.patch("/reservations/1", cancel, ["If-Match": "\"9\", \(tag)"])
        #expect(answer.status == 200)
        #expect(answer.field("ETag") != tag)
    }

    @Test func `of any version holds for what is there`() throws {
        let server = try Server()
        _ = try server.book(wish)
        let cancel: Document = ["status": "CANCEL_REQUESTED"]
        #expect(try server.patch("/reservations/1", cancel, ["If-Match": "*"]).status == 200)
        #expect(try server.patch("/reservations/9", cancel, ["If-Match": "*"]).status == 404)
    }

    @Test func `given with the tag of the last answer holds`() throws {
        let server = try Server("--hairshop-assignment", "manual")
        let body: Document = [
            "customerId": "OHM", "date": "20300105", "time": "1400", "stylingType": "cut",
        ]
        let made = try server.post("/reservations", body)
        let tag = try #require(made.field("ETag"))
        try server.item("/hairshops/1", "reservationId", "1")
        let first = try server.patch("/hairshops/1", ["designerId": "ParkJun"])
        let next = try #require(first.field("ETag"))
        #expect(try server.get("/hairshops/1").field("ETag") == next)
        let second = try server.patch(
            "/hairshops/1",
            ["designerId": "ChaHong"],
            ["If-Match": next]
        )
        #expect(second.status == 200)
        #expect(tag != "\"1\"", "the deposit was paid within the call")
    }

    @Test func `on reading answers 304 without a body when nothing is new`() throws {
        let server = try Server()
        _ = try server.book(wish)
        try server.item("/reservations/1", "status", "Reservation Completed")
        let tag = try #require(try server.get("/reservations/1").field("ETag"))
        for value in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
            let same = try server.get("/reservations/1", ["If-None-Match": value])
            #expect(same.status == 304, "\(value)")
            #expect(same.body.isEmpty)
            #expect(same.field("ETag") == tag)
        }
        #expect(try server.get("/reservations/1", ["If-None-Match": "\"x\""]).status == 200)
    }
}
