import Kit
import KitTesting
import Runtime

/// What readers found that must not be; thrown at the next occasion.
final class Findings: @unchecked Sendable {
    // Used by one thread at a time.
    var first: Violation?
    var answered = 0
}

extension World {
    /// A reader who has heard an answer looks at what it was about.
    func readSomething() {
        guard let life, !told.isEmpty else { return }
        let said = told[chance.below(told.count)]
        guard let view = Gallery.place(of: said.kind) else { return }
        read(view, said, life)
    }

    private func read(_ view: Int, _ said: Acknowledged, _ life: Life) {
        let (auditor, trace, findings, reached) = (Seen(auditor), trace, findings, reached)
        let asked = clock.uptime
        let clock = clock
        // Half of them read on their own, where that can be.
        let look: ViewHall.Look? = chance.below(2) == 0 ? .row : nil
        life.hall.read(view, asOf: life.ledger.position, looking: look) { result in
            if clock.uptime > asked { reached.sometimes(.viewPatience) }
            guard case .success(let desk) = result else { return trace.note("no view") }
            do {
                let row = try desk.row(said.number)
                trace.note("row \(view)/\(said.number) v\(row?.version ?? 0)")
                try auditor.compare(row, said)
            } catch let violation as Violation {
                findings.first = findings.first ?? violation
            } catch {
                trace.note("no row")
            }
        }
    }

    func throwFinding() throws {
        if let violation = findings.first { throw violation }
    }

    /// Somebody who must not be late looks at the aggregate itself.
    func peek() throws {
        guard let life, !told.isEmpty else { return }
        let said = told[chance.below(told.count)]
        let (auditor, findings, guards) = (Seen(auditor), findings, life.guards)
        life.ledger.call { desk in
            do {
                try auditor.compare(try guards.standing(said, desk), said)
            } catch let violation as Violation {
                findings.first = findings.first ?? violation
            }
            return Reply(status: 200)
        } answer: { _ in
        }
        try turn()
        try throwFinding()
    }
}

/// What is known of the facts, for closures that run on the one thread there is.
private struct Seen: @unchecked Sendable {
    let auditor: Auditor

    init(_ auditor: Auditor) { self.auditor = auditor }

    /// A row is some prefix of its facts, and none that is older than what was acknowledged.
    func compare(_ row: (shown: [UInt8], version: Int64)?, _ said: Acknowledged) throws {
        guard said.version > 0 else { return }
        guard let row, row.version >= said.version else {
            throw Violation(
                .viewsAreFresh,
                "\(said.kind) \(said.number) is shown in version \(row?.version ?? 0), "
                    + "acknowledged was \(said.version)"
            )
        }
        guard row.shown == auditor.shelf(said.kind)?.encodedRow(said.number, at: row.version) else {
            throw Violation(
                .viewsAreFresh,
                "\(said.kind) \(said.number) never stood as it is shown in version \(row.version)"
            )
        }
    }

    func compare(_ standing: (body: [UInt8], version: Int64)?, _ said: Acknowledged) throws {
        guard said.version > 0 else { return }
        guard let standing, standing.version >= said.version else {
            throw Violation(.nothingIsLost, "\(said.kind) \(said.number) has gone back")
        }
        guard standing.version <= auditor.shelf(said.kind)?.version(said.number) ?? 0 else {
            return
        }
        let expected = auditor.shelf(said.kind)?.encodedState(said.number, at: standing.version)
        guard expected == standing.body else {
            throw Violation(.memoryIsHistory, "\(said.kind) \(said.number) in memory")
        }
    }
}

extension Guards {
    /// How one stands in the memory of the ledger.
    func standing(
        _ said: Acknowledged,
        _ desk: Desk
    ) throws -> (body: [UInt8], version: Int64)? {
        switch said.kind {
        case "Reservation": try standing(said.number, of: reservations, desk)
        case "Payment": try standing(said.number, of: payments, desk)
        case "Appointment": try standing(said.number, of: appointments, desk)
        case "Diary": try standing(said.number, of: diaries, desk)
        case "Shop": try standing(said.number, of: shops, desk)
        case "PriceList": try standing(said.number, of: lists, desk)
        default: try standing(said.number, of: tallies, desk)
        }
    }

    private func standing<A: Aggregate>(
        _ number: Int64,
        of guarded: Guarded<A>,
        _ desk: Desk
    ) throws -> (body: [UInt8], version: Int64)? {
        try desk.standing(of: .number(number), of: guarded).map {
            (encoded($0.state), $0.version)
        }
    }
}
