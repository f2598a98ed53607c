import JSON
import Testing
import Wire

@Suite("Load", .apart) struct LoadTests {
    @Test func `H-N8 of a hundred readers finds every answer (siege -c100 -t10S)`() throws {
        let server = try Server()
        for number in 0..<30 {
            _ = try server.book(["customerId": .text("C\(number)"), "date": "20300105"])
        }
        let ended = try run(
            ["siege", "-j", "-c100", "-t10S", "http://127.0.0.1:\(server.port)/reservations"]
        )
        let start = try #require(ended.out.firstIndex(of: "{"), "\(ended.err)")
        let report = try JSON.document(from: Array(ended.out[start...].utf8))
        #expect(report["availability"]?.asInteger == 100)
        #expect(report["failed_transactions"]?.asInteger == 0)
        #expect(try #require(report["transactions"]?.asInteger) > 500)
    }

    @Test func `H-G6 of 200 wishes for one time of one stylist serves exactly one`() throws {
        let server = try Server()
        let wish: Document = [
            "customerId": "ALL", "date": "20300105", "time": "1400", "stylingType": "cut",
            "designerId": "ChaHong",
        ]
        try together(20) { _ in
            let caller = server.caller
            for _ in 0..<10 {
                let answer = try caller.call("POST", "/reservations", wish.bytes)
                #expect(answer.status == 201)
            }
        }
        try until("all have an answer") {
            try server.all("/reservations").allSatisfy {
                ["Reservation Completed", "Reservation Canceled"].contains($0.text("status"))
            }
        }
        let reservations = try server.all("/reservations")
        #expect(reservations.count == 200)
        let completed = reservations.filter { $0.text("status") == "Reservation Completed" }
        #expect(completed.count == 1)
        for lost in reservations where lost.id != completed.first?.id {
            #expect(lost.text("reason") == "taken")
            #expect(lost.text("payStatus") == "Pay Canceled")
            #expect(lost["nextFreeTimes"]?.items.count == 3)
        }
        let payments = try server.all("/payments")
        #expect(payments.filter { $0.text("status") == "PAY_CANCELED" }.count == 199)
        #expect(payments.filter { $0.text("status") == "PAY_COMPLETED" }.count == 1)
    }

    @Test func `H-G6 of many wishes for overlapping times never books a stylist twice`() throws {
        let server = try Server()
        try together(16) { thread in
            let caller = server.caller
            for number in 0..<15 {
                let minute = (thread * 7 + number * 13) % 16 * 30 + 600
                let wish: Document = [
                    "customerId": "MANY", "date": "2030-01-05", "stylingType": "cut",
                    "time": .text("\(minute / 60):\(minute % 60 == 0 ? "00" : "30")"),
                    "duration": .text("\(15 + number % 4 * 20)"),
                ]
                let answer = try caller.call("POST", "/reservations", wish.bytes)
                #expect(answer.status == 201, "\(answer.text)")
            }
        }
        try until("all have an answer") {
            try server.all("/reservations").allSatisfy {
                ["Reservation Completed", "Reservation Canceled"].contains($0.text("status"))
            }
        }
        let reservations = try server.all("/reservations")
        #expect(reservations.count == 240)
        #expect(reservations.contains { $0.text("status") == "Reservation Completed" })
        #expect(overlaps(reservations) == [])
    }
}
