import Foundation
import InMemory
import Kit
import KitTesting
import Runtime
import Testing

@Suite("Facts of former versions")
struct EvolutionTests {
    private static let billed = ["1 beer 300 0", "3 wine 450 0", "4 cola 200 7"]

    /// Three programs have served one guest, one after the other.
    private func served(on disk: Disk) async throws {
        let first = try Office(on: disk, barOfVersion1)
        try await first.ask(TabOfVersion1.self, .identity(1), .order(drink: "beer"))
        try await first.ask(TabOfVersion1.self, .identity(1), .greet)
        first.ledger.stop()
        let second = try Office(on: disk, barOfVersion2)
        try await second.ask(
            TabOfVersion2.self,
            .identity(1),
            .order(drink: "wine", cents: 4_50)
        )
        #expect(try await second.state(TabOfVersion2.self, 1)?.owed == 7_50)
        second.ledger.stop()
        let third = try Office(on: disk, bar, without: ["office"])
        let reply = try await third.ask(
            Tab.self,
            .identity(1),
            .order(drink: "cola", cents: 2_00, table: 7)
        )
        #expect(reply.entityTag == "4/1", "each old fact is one fact")
        third.ledger.stop()
    }

    @Test(arguments: Medium.allCases)
    func `stand beside each other in one stream, and are as they were written`(
        medium: Medium
    ) async throws {
        let disk = try Disk(medium)
        try await served(on: disk)
        let facts = try disk.facts()
        #expect(facts.map(\.schemaVersion) == [1, 1, 2, 3])
        #expect(facts.map(\.type) == ["ordered", "greeted", "ordered", "served"])
        #expect(facts.map(\.version) == [1, 2, 3, 4])
        let office = try Office(on: disk, bar, without: ["office"])
        let tab = try #require(try await office.state(Tab.self, 1))
        #expect(tab.owed == 9_50 && tab.drinks == ["beer", "wine", "cola"])
        office.ledger.stop()
        #expect(try disk.facts() == facts)
    }

    @Test(arguments: Medium.allCases)
    func `are followed by policies as if they were of today`(medium: Medium) async throws {
        let disk = try Disk(medium)
        try await served(on: disk)
        let office = try Office(on: disk, bar)
        #expect(await soon { (try? disk.count("written")) == 3 })
        let notes = try disk.facts().filter { $0.type == "written" }
        #expect(
            notes.map { String(decoding: $0.data, as: UTF8.self) }
                == [#"{"about":300}"#, #"{"about":450}"#, #"{"about":200}"#]
        )
        #expect(notes.map(\.cause.position) == [1, 3, 4])
        #expect(office.ledger.figures.problems.isEmpty)
        office.ledger.stop()
    }

    @Test(arguments: Medium.allCases)
    func `are shown in views, and again when those are rebuilt`(medium: Medium) async throws {
        let disk = try Disk(medium)
        try await served(on: disk)
        var made: ViewHall?
        let handed = HandedStore(store: try disk.viewStore())
        let office = try Office(on: disk, bar, without: ["office"]) { ledger in
            made = try ViewHall(
                [billed],
                of: ledger,
                in: handed.store,
                reader: { try disk.reader() }
            )
        }
        let hall = try #require(made)
        #expect(try await row(of: hall, asOf: 4) == Self.billed.joined(separator: "\n"))
        let order = hall.rebuild(0)
        #expect(await soon { order.result(within: 0) != nil })
        let outcome = try #require(order.result(within: 0)).get()
        #expect(outcome.rows == 1 && outcome.differing == 0)
        #expect(try await row(of: hall, asOf: 4) == Self.billed.joined(separator: "\n"))
        office.ledger.stop()
        hall.stop()
    }

    @Test(arguments: Medium.allCases)
    func `are read again where only a snapshot of a former version is there`(
        medium: Medium
    ) async throws {
        let disk = try Disk(medium)
        let first = try Office(on: disk, barOfVersion1)
        for _ in 0..<120 {
            try await first.ask(TabOfVersion1.self, .identity(1), .order(drink: "beer"))
        }
        first.ledger.stop()
        let snapshot = try snapshot(of: "bar/counter/Tab", on: disk)
        #expect(snapshot?.schemaVersion == 1 && snapshot?.version == 100)
        // It would be read as a state of today, were it not for its version: of 100 cents.
        let office = try Office(on: disk, barOfVersion2)
        #expect(try await office.state(TabOfVersion2.self, 1)?.owed == 120 * 3_00)
        for _ in 0..<2 {
            try await office.ask(
                TabOfVersion2.self,
                .identity(1),
                .order(drink: "tea", cents: 1)
            )
        }
        office.ledger.stop()
        let again = try Office(on: disk, barOfVersion2)
        let before = disk.faults.factsRead
        #expect(try await again.state(TabOfVersion2.self, 1)?.owed == 120 * 3_00 + 2)
        #expect(disk.faults.factsRead - before < 120, "there is a snapshot of today")
        again.ledger.stop()
    }

    private func snapshot(of kind: String, on disk: Disk) throws -> Snapshot? {
        let store = try disk.store()
        let kind = try store.open(kinds: [kind]).kinds[0]
        return try store.history(of: StreamID(kind: kind, number: 1), fromSnapshot: true).0
    }

    @Test func `are none to a program that is older than they are, and none is skipped`()
        async throws
    {
        let disk = try Disk()
        try await served(on: disk)
        let facts = try disk.facts()
        let old = try Office(on: disk, barOfVersion2)
        let problem = await old.problem {
            try await old.ask(
                TabOfVersion2.self,
                .identity(1),
                .order(drink: "rum", cents: 1)
            )
        }
        #expect(
            problem as? Failure
                == .unreadable(
                    "fact 4 is of version 3 of Tab, newer than this program, "
                        + "which knows version 2"
                )
        )
        old.ledger.stop()
        #expect(try disk.facts() == facts)
    }

    private var billed: ViewDefinition {
        ViewDefinition(
            Bill.self,
            of: "counter",
            in: "bar",
            schema: ViewSchema(name: "bill", columns: [], fingerprint: "1"),
            show: { row, stored in
                stored.shown = Array(row.lines.joined(separator: "\n").utf8)
            }
        )
    }

    private func row(of hall: ViewHall, asOf position: Int64) async throws -> String? {
        try await withCheckedThrowingContinuation { continuation in
            hall.read(0, asOf: position) { result in
                continuation.resume(
                    with: Result {
                        try result.get().row(1).map { String(decoding: $0.shown, as: UTF8.self) }
                    }
                )
            }
        }
    }
}
