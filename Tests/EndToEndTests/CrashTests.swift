import Glibc
import Testing
import Wire

/// Books on one connection until it breaks, with a customer's name that nobody else has; notes
/// what was acknowledged. Kills the server in the very moment in which enough is.
private func bookUntilTheEnd(
    _ server: Server,
    _ name: String,
    _ acknowledged: Collected<(id: Int64, customer: String)>,
    enough: Int
) {
    let caller = server.caller
    for number in 0..<100_000 {
        let customer = "\(name)-\(number)"
        var wish: Document = ["customerId": .text(customer), "date": "20300105"]
        if number % 4 == 0, case .object(var members) = wish {
            members.append(.init("time", .text("\(10 + number % 9):00")))
            members.append(.init("stylingType", "cut"))
            members[1].value = .text("203001\(10 + number % 20)")
            wish = .object(members)
        }
        guard let answer = try? caller.call("POST", "/reservations", wish.bytes) else { return }
        guard answer.status == 201, let id = answer.id else { return }
        acknowledged.add((id, customer))
        if acknowledged.all.count >= enough { server.child.send(SIGKILL) }
    }
}

@Suite("A crash", .apart) struct CrashTests {
    @Test func `in the middle of load loses nothing and doubles nothing, ten times over`() throws {
        let folder = try Folder()
        let acknowledged = Collected<(id: Int64, customer: String)>()
        for round in 0..<10 {
            let server = try Server(in: folder)
            let enough = acknowledged.all.count + 60 + round
            try together(6) { thread in
                bookUntilTheEnd(server, "r\(round)t\(thread)", acknowledged, enough: enough)
            }
            try server.child.ended()
        }
        let server = try Server(in: folder)
        try expectEverything(server, acknowledged.all)
    }

    private func expectEverything(
        _ server: Server,
        _ acknowledged: [(id: Int64, customer: String)]
    ) throws {
        #expect(acknowledged.count >= 600)
        #expect(Set(acknowledged.map(\.id)).count == acknowledged.count, "a number was reused")
        try until("everything has settled", within: 60) {
            try server.all("/reservations").allSatisfy {
                ["Reservation Completed", "Reservation Canceled"].contains($0.text("status"))
            }
        }
        let reservations = try server.all("/reservations")
        let byId = Dictionary(uniqueKeysWithValues: reservations.map { ($0.id, $0) })
        for (id, customer) in acknowledged where byId[id]?.text("customerId") != customer {
            Issue.record("reservation \(id) of \(customer) is lost")
        }
        #expect(
            Set(reservations.map { $0.text("customerId") }).count == reservations.count,
            "someone was booked twice"
        )
        let ids = reservations.map(\.id)
        #expect(ids == Array(1...Int64(ids.count)), "the numbers have gaps")
        let one = Dictionary(uniqueKeysWithValues: ids.map { ("\($0)", 1) })
        for path in ["/payments", "/hairshops"] {
            let rows = try server.all(path).map { $0.text("reservationId") }
            #expect(rows.count == ids.count && Set(rows) == Set(one.keys), "\(path)")
        }
        try until("the pages have settled") {
            let pages = try server.all("/myPages")
            return pages.map(\.id) == ids
                && pages.map { $0.text("status") } == reservations.map { $0.text("status") }
        }
        try expectFacts(facts(of: server.folder), reservations, one)
        expectNoOverlap(reservations)
        #expect(
            try server.book(["customerId": "LAST", "date": "20300105"]) == Int64(ids.count) + 1
        )
    }

    private func expectFacts(
        _ facts: [Document],
        _ reservations: [Document],
        _ one: [String: Int]
    ) {
        #expect(facts.map { $0.text("id") } == (1...facts.count).map { "\($0)" })
        #expect(facts.of("PaymentFinished").counted(by: "reservationId") == one)
        #expect(facts.of("ReservationPlaced").counted(by: "id") == one)
        let completed = reservations.filter { $0.text("status") == "Reservation Completed" }
        let cancelled = reservations.filter { $0.text("status") == "Reservation Canceled" }
        #expect(!completed.isEmpty && !cancelled.isEmpty)
        #expect(
            facts.of("ReservationCompleted").counted(by: "reservationId")
                == Dictionary(uniqueKeysWithValues: completed.map { ("\($0.id)", 1) })
        )
        #expect(
            facts.of("PaymentCanceled").counted(by: "reservationId")
                == Dictionary(uniqueKeysWithValues: cancelled.map { ("\($0.id)", 1) })
        )
    }
}

/// No stylist is booked twice for times that overlap.
func expectNoOverlap(_ reservations: [Document]) {
    var taken: [String: [Range<Int>]] = [:]
    for booked in reservations where booked.text("status") == "Reservation Completed" {
        let digits = booked.text("time").filter { $0 != ":" }
        guard let time = Int(digits), let minutes = Int(booked.text("duration")) else { continue }
        let from = time / 100 * 60 + time % 100
        let key = booked.text("designerId") + booked.text("date").filter { $0 != "-" }
        let range = from..<(from + minutes)
        if taken[key, default: []].contains(where: { $0.overlaps(range) }) {
            Issue.record("reservation \(booked.id) overlaps another one of \(key)")
        }
        taken[key, default: []].append(range)
    }
}
