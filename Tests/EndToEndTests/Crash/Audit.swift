import Glibc
import Wire

/// Looks for what a crash has lost, doubled, or left undone.
struct Audit {
    let server: Server
    let stories: [Story]
    private(set) var faults: [String] = []

    init(_ server: Server, _ stories: [Story]) { (self.server, self.stories) = (server, stories) }

    private mutating func expect(_ isSo: Bool, _ what: String) {
        if !isSo { faults.append(what) }
    }

    /// Tells each story again, and goes on with those that were broken off; then there must be one
    /// of everything for each story, and all of it settled.
    mutating func finish(_ some: [Story]) throws {
        let caller = server.caller
        for story in some {
            do {
                try story.tellAgain(caller)
                while try story.goOn(caller) {}
            } catch let wrong as Story.Wrong {
                faults.append("\(wrong)")
            }
        }
        guard faults.isEmpty else { return }
        for path in ["/reservations", "/payments", "/hairshops", "/myPages"] {
            var found: Int64?
            let isSo = holds(within: 30) {
                found = try server.get("\(path)?size=1").json["page"]?["totalElements"]?.asInteger
                return found == Int64(stories.count)
            }
            expect(isSo, "\(path): \(found ?? -1) for \(stories.count) customers")
        }
        let ids = Set(some.compactMap(\.reservation))
        let isSettled = holds(within: 60) {
            try latest("/reservations", ids).allSatisfy(Self.isSettled)
                && latest("/myPages", ids).allSatisfy(Self.isSettled)
        }
        expect(isSettled, "the tail does not complete")
        expectRows(try latest("/reservations", ids), of: some)
    }

    private static func isSettled(_ row: Document) -> Bool {
        ["Reservation Completed", "Reservation Canceled"].contains(row.text("status"))
    }

    private func latest(_ path: String, _ ids: Set<Int64>) throws -> [Document] {
        guard let first = ids.min(), let last = ids.max() else { return [] }
        let rows = try server.get("\(path)?size=\(last - first + 1)&sort=id,desc").json.embedded
        return rows.filter { ids.contains($0.id) }
    }

    private mutating func expectRows(_ rows: [Document], of some: [Story]) {
        let byId = Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }
        for story in some {
            let row = byId[story.reservation ?? 0]
            expect(row?.text("customerId") == story.customer, "\(story.customer) is lost")
            if story.isCancelled {
                expect(row?.text("status") == "Reservation Canceled", "\(story.customer) came back")
            }
        }
    }

    /// Reads everything, once all stories are finished.
    mutating func lookAtAll() throws {
        let reservations = try server.all("/reservations")
        let ids = reservations.map(\.id)
        expect(ids == Array(1...Int64(max(1, stories.count))), "the numbers have gaps: \(ids)")
        expect(
            Set(reservations.map { $0.text("customerId") }) == Set(stories.map(\.customer)),
            "someone was booked twice, or not at all"
        )
        let one = Dictionary(uniqueKeysWithValues: ids.map { ("\($0)", 1) })
        for path in ["/payments", "/hairshops"] {
            let rows = try server.all(path).map { $0.text("reservationId") }
            expect(rows.count == ids.count && Set(rows) == Set(one.keys), path)
        }
        let pages = try server.all("/myPages")
        expect(
            pages.map { $0.text("status") } == reservations.map { $0.text("status") },
            "the pages say something else"
        )
        expectFacts(try facts(of: server.folder), reservations, one)
        faults += overlaps(reservations)
    }

    private mutating func expectFacts(
        _ facts: [Document],
        _ reservations: [Document],
        _ one: [String: Int]
    ) {
        expect(facts.map { $0.text("id") } == (1...facts.count).map { "\($0)" }, "facts have gaps")
        for (type, member) in [("PaymentFinished", "reservationId"), ("ReservationPlaced", "id")] {
            expect(facts.of(type).counted(by: member) == one, "there is not one \(type) for each")
        }
        let completed = facts.of("ReservationCompleted").counted(by: "reservationId")
        expect(completed.values.allSatisfy { $0 == 1 }, "something was completed twice")
        let refunded = facts.of("PaymentCanceled").counted(by: "reservationId")
        for row in reservations {
            let isCompleted = row.text("status") == "Reservation Completed"
            expect(!isCompleted || completed["\(row.id)"] == 1, "\(row.id) was never completed")
            expect(refunded["\(row.id)"] == (isCompleted ? nil : 1), "the money of \(row.id)")
        }
    }

    /// Has the program itself look at the ledger, as a process of its own.
    mutating func verify() throws {
        let ended = try yeyak("verify", "--data", server.folder.file("data"))
        expect(ended.code == 0, "verify: \(ended.out)\(ended.err)")
    }
}

/// Whether something holds before so much time is over.
private func holds(within seconds: Double, _ isSo: () throws -> Bool) -> Bool {
    (try? until("it", within: seconds, isSo)) != nil
}

/// Where a stylist is booked twice for times that overlap.
func overlaps(_ reservations: [Document]) -> [String] {
    var taken: [String: [Range<Int>]] = [:]
    var found: [String] = []
    for booked in reservations where booked.text("status") == "Reservation Completed" {
        let digits = booked.text("time").filter { $0 != ":" }
        guard let time = Int(digits), let minutes = Int(booked.text("duration")) else { continue }
        let from = time / 100 * 60 + time % 100
        let key = booked.text("designerId") + booked.text("date").filter { $0 != "-" }
        let range = from..<(from + minutes)
        if taken[key, default: []].contains(where: { $0.overlaps(range) }) {
            found.append("reservation \(booked.id) overlaps another one of \(key)")
        }
        taken[key, default: []].append(range)
    }
    return found
}
