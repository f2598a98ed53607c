import InMemory
import Kit
import KitTesting
import Testing
import Threads

@testable import Runtime

private let arena = Business("arena") { Service("hall") { Seat.self } }

@Suite("Facts that come one after the other")
struct GatheringTests {
    private let later = Office.noon.adding(minutes: 10)
    /// Longer than a test waits for what is to happen at once.
    private static let long: Int64 = 60_000
    private static let atOnce: Int64 = 20_000

    /// Views that gather for so many milliseconds.
    private func open(gathering: Int64) throws -> (OneThread, ViewHall, ViewTurns) {
        let disk = try Disk()
        let views = ViewHall([
            ViewDefinition(
                Register<Seat>.self,
                of: "hall",
                in: "arena",
                schema: ViewSchema(name: "seats", columns: [], fingerprint: "1"),
                show: { row, stored in stored.shown = row.state == .free ? [0] : [1] }
            )
        ])
        var turns: ViewTurns?
        let office = try OneThread(on: disk, arena) { ledger in
            turns = try views.prepare(
                of: ledger,
                in: InMemoryViewStore(),
                backlog: 10_000,
                gathering: gathering,
                uptime: { 0 },
                reader: { try disk.reader() }
            )
        }
        let made = try #require(turns)
        _ = made.next(within: 0)
        return (office, views, made)
    }

    private func hold(_ seats: Range<Int>, _ office: OneThread) throws {
        for number in seats {
            let seat = Addressee<Seat>.identity(Name("S\(number)"))
            try office.ask(Seat.self, seat, .hold(booking: 1, until: later))
        }
    }

    /// How long something has taken, in milliseconds.
    private func time(_ work: () -> Void) -> Int64 {
        let before = monotonicMilliseconds()
        work()
        return monotonicMilliseconds() - before
    }

    @Test func `are shown together, a moment after the first`() throws {
        let (office, views, turns) = try open(gathering: 300)
        try hold(0..<3, office)
        #expect(time { _ = turns.next(within: Self.long) } >= 300)
        #expect(views.lags.map { $0.facts(upTo: office.ledger.position) } == [0])
    }

    @Test func `are shown at once when they are many`() throws {
        let (office, views, turns) = try open(gathering: Self.long)
        try hold(0..<ViewHall.enoughFacts, office)
        #expect(time { _ = turns.next(within: Self.long) } < Self.atOnce)
        #expect(views.lags.map { $0.facts(upTo: office.ledger.position) } == [0])
    }

    @Test func `are shown at once to who asks for them`() throws {
        let (office, views, turns) = try open(gathering: Self.long)
        try hold(0..<1, office)
        let told = Monitor<[UInt8]?>(nil)
        views.read(0, asOf: office.ledger.position) { result in
            let shown = try? result.get().row(1)?.shown
            told.locked { $0 = shown }
        }
        #expect(time { _ = turns.next(within: Self.long) } < Self.atOnce)
        #expect(told.locked { $0 } == [1])
    }

    @Test(arguments: [false, true])
    func `wake who gathers when they are enough, or somebody asks`(asks: Bool) throws {
        let (office, views, turns) = try open(gathering: Self.long)
        let isDone = Monitor(false)
        let worker = WorkerThread {
            _ = turns.next(within: Self.long)
            isDone.signalling {
                $0 = true
                return true
            }
        }
        // Wakes it, and leaves it gathering, whenever it comes to that.
        try hold(0..<1, office)
        _ = isDone.waiting(milliseconds: 50, until: { $0 }, then: { $0 })
        if asks {
            views.read(0, asOf: office.ledger.position) { _ in }
        } else {
            try hold(1..<ViewHall.enoughFacts + 1, office)
        }
        #expect(isDone.waiting(milliseconds: Self.atOnce, until: { $0 }, then: { $0 }))
        worker?.join()
    }

    @Test func `are shown by a reader only when they are few`() throws {
        for (count, isServed) in [(128, true), (129, false)] {
            let (office, views, turns) = try open(gathering: 0)
            try hold(0..<count, office)
            let told = Monitor(false)
            views.read(0, asOf: office.ledger.position, looking: .row) { _ in
                told.locked { $0 = true }
            }
            #expect(told.locked { $0 } == isServed, "\(count) facts")
            _ = turns.next(within: 0)
            #expect(told.locked { $0 })
        }
    }
}
