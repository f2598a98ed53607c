import Testing
import Wire

@Suite("Bad input", .apart) struct BadInputTests {
    @Test(arguments: ["unreadable", "unacceptable", "impossible"])
    func `gets a clear answer and changes nothing`(kind: String) throws {
        let mistakes =
            switch kind {
            case "unreadable": Mistake.unreadable
            case "unacceptable": Mistake.unacceptable
            default: Mistake.impossible
            }
        let server = try Server()
        for _ in 0..<2 { _ = try server.book(["customerId": "A", "date": "20300105"]) }
        try server.item("/reservations/1", "status", "Reservation Completed")
        try server.item("/reservations/2", "status", "Reservation Completed")
        #expect(try server.delete("/reservations/2").status == 204)
        try server.item("/reservations/2", "status", "Reservation Canceled")
        let before = try server.facts()
        for mistake in mistakes {
            let answer = try server.caller.exchange(mistake.request)
            guard let answer else {
                Issue.record("\(mistake.what): no answer")
                continue
            }
            #expect(answer.status == mistake.status, "\(mistake.what): \(answer.text)")
            #expect(answer.json.text("type") == "/problems/\(mistake.word)", "\(mistake.what)")
            expectProblem(answer, mistake.what)
        }
        #expect(try server.facts() == before)
        #expect(server.child.exitCode == nil)
        #expect(try server.get("/livez").status == 200)
    }
}

/// An answer that says no has all that its readers look for, and shows nothing of the inside.
func expectProblem(_ answer: Answer, _ what: String) {
    #expect(answer.field("Content-Type") == "application/problem+json", "\(what)")
    #expect(answer.field("X-Content-Type-Options") == "nosniff", "\(what)")
    #expect(answer.field("Date") != nil, "\(what)")
    for name in ["type", "title", "detail", "error", "message", "timestamp"] {
        #expect(!answer.json.text(name).isEmpty, "\(what): \(name)")
    }
    #expect(answer["path"] != nil, "\(what)")
    #expect(answer["status"] == .integer(Int64(answer.status)), "\(what)")
    if answer.status == 405 { #expect(answer.field("Allow")?.contains("GET") == true, "\(what)") }
    let text = answer.text.lowercased()
    for word in ["sqlite", "/tmp", "swift", "hairshop.", "optional(", "unacceptable(", "problem("] {
        #expect(!text.contains(word), "\(what) shows \(word)")
    }
}
