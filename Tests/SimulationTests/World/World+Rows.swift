import InMemory
import Kit
import Payments
import Runtime

@testable import HairShop
@testable import Runtime

extension World {
    private func expectedRows(_ view: Int) -> [ExpectedRow] {
        switch Gallery.definitions[view].schema.name {
        case Reservation.name: auditor.rows(of: Register<Reservation>.self)
        case Payment.name: auditor.rows(of: Register<Payment>.self)
        case Appointment.name: auditor.rows(of: Register<Appointment>.self)
        case Diary.name: auditor.rows(of: Register<Diary>.self)
        case Shop.name: auditor.rows(of: Register<Shop>.self)
        case Tally.name: auditor.rows(of: Register<Tally>.self)
        default: auditor.rows(of: MyPage.self)
        }
    }

    /// Row by row: the live views, the same built again by the same keeper into a fresh store, and
    /// what the facts say by the law of views alone.
    func checkRows() throws {
        guard let life else { return }
        let again = ViewHall(Gallery.definitions)
        let (disk, clock) = (disk, clock)
        let turns = try again.prepare(
            of: life.ledger,
            in: InMemoryViewStore(),
            backlog: 1_000,
            uptime: { clock.uptime },
            reader: { try disk.reader() }
        )
        for _ in 0..<20 where turns.next(within: 0) {}
        for view in Gallery.definitions.indices {
            let name = Gallery.definitions[view].schema.name
            let expected = expectedRows(view)
            let live = Found()
            read(view, life.hall, life.ledger.position, live)
            _ = life.show()
            let rebuilt = Found()
            read(view, again, life.ledger.position, rebuilt)
            _ = turns.next(within: 0)
            guard live.rows == expected else { throw differs(name, "live", live, expected) }
            guard rebuilt.rows == expected else {
                throw differs(name, "built again", rebuilt, expected)
            }
        }
    }

    private func differs(
        _ name: String,
        _ which: String,
        _ found: Found,
        _ expected: [ExpectedRow]
    ) -> Violation {
        let rows = found.rows?.map { "\($0.number)@\($0.version)" } ?? ["unreadable"]
        return Violation(
            .rebuildIsLive,
            "\(name), \(which): \(rows), facts: \(expected.map { "\($0.number)@\($0.version)" })"
        )
    }

    private func read(_ view: Int, _ hall: ViewHall, _ position: Int64, _ found: Found) {
        hall.read(view, asOf: position) { result in
            guard let desk = try? result.get(),
                let page = try? desk.page(PageQuery(limit: 10_000))
            else { return }
            guard page.total == Int64(page.rows.count) else { return }
            found.rows = page.rows.map { row in
                let version = try? desk.row(row.number)?.version
                return ExpectedRow(number: row.number, version: version ?? 0, shown: row.shown)
            }
        }
    }
}
