import InMemory
import Kit
import KitTesting
import Testing
import Threads

@testable import Runtime

private let house = Business("house") { Service("hall") { Seat.self } }

@Suite("Rows of several views")
struct WritingRowsTests {
    private let later = Office.noon.adding(minutes: 10)
    private let views: ViewHall
    private let office: OneThread
    private let turns: ViewTurns
    private let rows = FailingViewStore(InMemoryViewStore())
    private let clock = Monitor<Int64>(0)

    private static func view(_ name: String) -> ViewDefinition {
        ViewDefinition(
            Register<Seat>.self,
            of: "hall",
            in: "house",
            schema: ViewSchema(name: name, columns: [], fingerprint: "1"),
            show: { row, stored in stored.shown = row.state == .free ? [0] : [1] }
        )
    }

    init() throws {
        let disk = try Disk()
        views = ViewHall([Self.view("seats"), Self.view("chairs"), Self.view("places")])
        var turns: ViewTurns?
        office = try OneThread(on: disk, house) { [views, rows, clock] ledger in
            turns = try views.prepare(
                of: ledger,
                in: rows,
                backlog: 20_000,
                uptime: { clock.locked { $0 } },
                reader: { try disk.reader() }
            )
        }
        self.turns = try #require(turns)
        turn()
    }

    private func turn() { _ = turns.next(within: 0) }

    private func hold(_ seats: Range<Int>) throws {
        for number in seats {
            try office.ask(
                Seat.self,
                .identity(Name("S\(number)")),
                .hold(booking: 1, until: later)
            )
        }
    }

    private func read(_ times: Int) {
        let position = office.ledger.position
        for _ in 0..<times { views.read(0, asOf: position, looking: .row) { _ in } }
    }

    /// In which of the views a row is written.
    private func written(_ number: Int64) throws -> [Int] {
        try (0..<3).filter { try rows.row(number, of: $0) != nil }
    }

    @Test func `are written a view a turn while many read, so that nobody waits for all`() throws {
        read(200)
        try hold(0..<100)
        turn()
        #expect(try written(100).count == 1)
        turn()
        #expect(try written(100).count == 2)
        turn()
        #expect(try written(100).count == 3)
    }

    @Test func `are written a view a turn when it is time and many read, without a pause`() throws {
        try hold(0..<20)
        turn()
        #expect(try written(20) == [], "sixty are few enough to wait")
        #expect(turns.patience() == 500)
        clock.locked { $0 += 500 }
        read(200)
        for count in 1...3 {
            #expect(turns.patience() == 0)
            turn()
            #expect(try written(20).count == count)
        }
        #expect(turns.patience() > 500)
    }

    @Test func `are written together when it is time and nobody reads`() throws {
        try hold(0..<20)
        turn()
        #expect(try written(20) == [])
        clock.locked { $0 += 500 }
        turn()
        #expect(try written(20) == [0, 1, 2])
    }

    @Test func `are written together when there are a thousand and nobody reads`() throws {
        try hold(0..<333)
        turn()
        #expect(try written(333) == [])
        try hold(333..<334)
        turn()
        #expect(try written(1) == [0, 1, 2] && written(334) == [0, 1, 2])
    }

    @Test func `are four thousand until they are written, at full speed`() throws {
        try fullSpeed()
        try hold(20_000..<21_333)
        turn()
        #expect(try written(21_333) == [])
        try hold(21_333..<21_334)
        turn()
        #expect(try written(21_334) == [0, 1, 2])
    }

    @Test func `leave the processors to a ledger at full speed, unless many read`() throws {
        #expect(turns.pace() == .hasty)
        try fullSpeed()
        #expect(turns.pace() == .calm)
        read(199)
        #expect(turns.pace() == .calm)
        read(1)
        #expect(turns.pace() == .hasty)
        clock.locked { $0 += 2_000 }
        try fullSpeed(20_000)
        #expect(turns.pace() == .calm, "nobody has read for two seconds")
        clock.locked { $0 += 2_000 }
        #expect(turns.pace() == .hasty, "and nothing has happened for two seconds more")
    }

    @Test func `leave less to a ledger at full speed when too many facts wait`() throws {
        try fullSpeed()
        try hold(20_000..<(20_000 + ViewHall.manyFacts))
        #expect(turns.pace() == .calm)
        try hold((20_000 + ViewHall.manyFacts)..<(20_001 + ViewHall.manyFacts))
        #expect(turns.pace() == .brisk)
        turn()
        #expect(turns.pace() == .calm)
    }

    @Test func `leave nothing to a ledger at full speed when the facts that wait fill the memory`()
        throws
    {
        #expect(turns(withWaiting: ViewHall.manyFacts + 1).pace() == .hasty, "as without any")
        try fullSpeed()
        #expect(turns(withWaiting: ViewHall.manyFacts).pace() == .calm)
        #expect(turns(withWaiting: ViewHall.tooManyFacts).pace() == .brisk)
        #expect(turns(withWaiting: ViewHall.tooManyFacts + 1).pace() == .hasty)
    }

    private func turns(withWaiting count: Int) -> ViewTurns {
        ViewTurns(
            place: turns.place,
            door: turns.door,
            stopwatch: turns.stopwatch,
            wait: turns.wait,
            take: turns.take,
            factsWaiting: { count }
        )
    }

    @Test func `leave less to a ledger at full speed while a view has lost sight of it`() throws {
        try fullSpeed()
        // More than are held for the views: they have to read on in the ledger.
        try hold(20_000..<40_001)
        turn()
        var stretches = 0
        while turns.pace() == .brisk, stretches < 100 {
            stretches += 1
            turn()
        }
        #expect(stretches > 1, "until all have caught up")
        #expect(views.lags.allSatisfy { $0.facts(upTo: office.ledger.position) == 0 })
        #expect(turns.pace() == .calm, "and no longer, as the ledger is still at full speed")
    }

    /// Twenty thousand facts within a second.
    private func fullSpeed(_ first: Int = 0) throws {
        for start in stride(from: first, to: first + 20_000, by: 5_000) {
            try hold(start..<(start + 5_000))
            turn()
        }
    }
}
