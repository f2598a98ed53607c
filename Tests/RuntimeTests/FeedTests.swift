import InMemory
import Kit
import KitTesting
import Testing
import Threads

@testable import Runtime

private let hall = Business("hall") { Service("hall") { Seat.self } }

/// A reader that answers only when it is told to.
///
/// `@unchecked Sendable`: used by one thread at a time.
private final class MoodyReader: FactReader, @unchecked Sendable {
    private let reader: any FactReader
    var failsKeys = false
    var failsFacts = false

    init(_ reader: any FactReader) { self.reader = reader }

    func facts(after position: Int64, limit: Int) throws(StoreError) -> [StoredFact] {
        if failsFacts { throw .failed("the disk does not answer") }
        return try reader.facts(after: position, limit: limit)
    }

    func facts(of stream: StreamID, upTo version: Int64) throws(StoreError) -> [StoredFact] {
        try reader.facts(of: stream, upTo: version)
    }

    func key(of stream: StreamID) throws(StoreError) -> Key? {
        if failsKeys { throw .failed("the disk does not answer") }
        return try reader.key(of: stream)
    }

    func kindNames() throws(StoreError) -> [Int32: String] { try reader.kindNames() }
}

@Suite("The way of facts to the views")
struct FeedTests {
    private let later = Office.noon.adding(minutes: 10)
    private let disk: Disk
    private let reader: MoodyReader
    private let views: ViewHall
    private let office: OneThread
    private let turns: ViewTurns

    init() throws {
        disk = try Disk()
        let reader = MoodyReader(try disk.reader())
        self.reader = reader
        views = ViewHall([
            ViewDefinition(
                Register<Seat>.self,
                of: "hall",
                in: "hall",
                schema: ViewSchema(name: "seats", columns: [], fingerprint: "1"),
                show: { row, stored in
                    stored.shown = Array((row.state == .free ? "free" : "held").utf8)
                }
            )
        ])
        var turns: ViewTurns?
        office = try OneThread(on: disk, hall) { [views] ledger in
            turns = try views.prepare(
                of: ledger,
                in: InMemoryViewStore(),
                backlog: 100,
                uptime: { 0 },
                reader: { reader }
            )
        }
        self.turns = try #require(turns)
    }

    @Test func `is found by views that look while the ledger is being opened`() throws {
        try hold(1)
        let later = ViewHall(views.definitions)
        var turns: ViewTurns?
        let again = try OneThread(on: disk, hall) { [disk] ledger in
            let views = try later.prepare(
                of: ledger,
                in: InMemoryViewStore(),
                backlog: 100,
                uptime: { 0 },
                reader: { try disk.reader() }
            )
            turns = views
            // The moment in which kinds are known, but not yet what is durable.
            ledger.registry.open(try disk.store().open(kinds: ledger.registry.kinds.map(\.path)))
            _ = views.next(within: 0)
        }
        _ = turns?.next(within: 0)
        #expect(again.ledger.position == 1)
        #expect(later.lags.map { $0.facts(upTo: 1) } == [0])
    }

    private func hold(_ booking: ID<Booking>) throws {
        try office.ask(Seat.self, .identity("A1"), .hold(booking: booking, until: later))
    }

    private func release(_ booking: ID<Booking>) throws {
        try office.ask(Seat.self, .identity("A1"), .release(booking: booking))
    }

    /// The version of the only row, once all has been seen; nil when it cannot be read.
    private func version() -> Int64? {
        let told = Told()
        views.read(0, asOf: office.ledger.position) { result in
            let row = try? result.get().row(1)
            told.version.locked { $0 = row?.version }
        }
        _ = turns.next(within: 0)
        return told.version.locked { $0 }
    }

    private final class Told: Sendable { let version = Monitor<Int64?>(nil) }

    /// The facts of the next batches, held back.
    private func heldBack(_ work: () throws -> Void) throws -> [@Sendable () -> Void] {
        let kept = Kept()
        let listeners = office.ledger.audience.locked { audience in
            let listeners = audience
            audience = [
                { facts in
                    kept.batches.locked { batches in
                        batches.append { for listener in listeners { listener(facts) } }
                    }
                }
            ]
            return listeners
        }
        try work()
        office.ledger.audience.locked { $0 = listeners }
        return kept.batches.locked { $0 }
    }

    private final class Kept: Sendable { let batches = Monitor<[@Sendable () -> Void]>([]) }

    @Test(arguments: [[0, 0, 1], [1, 0], [0, 2, 1], [0, 2], [2], [0, 1, 2, 1, 2]])
    func `may repeat, reorder and drop them`(order: [Int]) throws {
        let batches = try heldBack {
            try hold(1)
            try release(1)
            try hold(2)
        }
        #expect(batches.count == 3)
        for place in order { batches[place]() }
        #expect(version() == 3)
        try release(2)
        #expect(version() == 4)
    }

    @Test func `stops no view when the ledger cannot be read for a while`() throws {
        let batches = try heldBack { try hold(1) }
        #expect(batches.count == 1)
        reader.failsKeys = true
        for _ in 0..<3 { #expect(version() == nil) }
        reader.failsKeys = false
        #expect(version() == 1)
        #expect(office.ledger.figures.problems.isEmpty)
    }

    @Test func `lets a view rest once it has come to the end without reading`() throws {
        reader.failsFacts = true
        _ = turns.next(within: 0)
        #expect(turns.patience() < 100, "it will try again soon")
        try hold(1)
        _ = turns.next(within: 0)
        #expect(version() == 1)
        #expect(turns.patience() > 100)
    }
}
