import InMemory
import Kit
import KitTesting
import Testing
import Threads

@testable import Runtime

private let hall = Business("hall") { Service("hall") { Seat.self } }

@Suite("Readers who come while nobody is at the views")
struct ReadingAtOnceTests {
    private let later = Office.noon.adding(minutes: 10)
    private let views: ViewHall
    private let office: OneThread
    private let turns: ViewTurns
    private let store = FailingViewStore(InMemoryViewStore())
    private let clock = Monitor<Int64>(0)

    init() throws {
        let disk = try Disk()
        views = ViewHall([
            ViewDefinition(
                Register<Seat>.self,
                of: "hall",
                in: "hall",
                schema: ViewSchema(name: "seats", columns: [.init("state")], fingerprint: "1"),
                show: { row, stored in
                    let word = row.state == .free ? "free" : "held"
                    stored.shown = Array(word.utf8)
                    stored.columns = [.text(word)]
                }
            )
        ])
        var turns: ViewTurns?
        office = try OneThread(on: disk, hall) { [views, store, clock] ledger in
            turns = try views.prepare(
                of: ledger,
                in: store,
                backlog: 100,
                uptime: { clock.locked { $0 } },
                reader: { try disk.reader() }
            )
        }
        self.turns = try #require(turns)
        _ = turns?.next(within: 0)
    }

    private func hold(_ seat: Name<Seat>) throws {
        try office.ask(Seat.self, .identity(seat), .hold(booking: 1, until: later))
    }

    /// What a reader has been told by now; nil when they wait.
    private func told(
        _ look: ViewHall.Look?,
        _ read: @escaping @Sendable (ViewDesk) throws -> String
    ) -> String? {
        let told = Monitor<String?>(nil)
        views.read(0, asOf: office.ledger.position, looking: look) { result in
            let word = (try? read(result.get())) ?? "failed"
            told.locked { $0 = word }
        }
        return told.locked { $0 }
    }

    private func row(_ number: Int64, _ look: ViewHall.Look? = .row) -> String? {
        told(look) { String(decoding: try $0.row(number)?.shown ?? [], as: UTF8.self) }
    }

    @Test func `are served without a turn, and see what was acknowledged`() throws {
        try hold("A1")
        #expect(row(1) == "held", "a fact that nobody was shown yet is shown for this reader")
        try hold("A2")
        #expect(row(2) == "held")
        #expect(store.writes == 0)
        _ = turns.next(within: 0)
        #expect(row(2) == "held", "and to nobody twice")
        #expect(try version(2) == 1)
    }

    private func version(_ number: Int64) throws -> Int64? {
        let word = told(.row) { "\(try $0.row(number)?.version ?? 0)" }
        return word.flatMap { Int64($0) }
    }

    @Test func `leave the rest to the next turn, which comes at once`() throws {
        try hold("A1")
        #expect(row(1) == "held")
        clock.locked { $0 = 10_000 }
        let before = monotonicMilliseconds()
        _ = turns.next(within: 30_000)
        #expect(monotonicMilliseconds() - before < 15_000, "it did not wait for more")
        #expect(store.writes == 1)
        #expect(views.lags.map { $0.facts(upTo: 1) } == [0])
    }

    @Test func `wait where more facts came than were held, as only a turn reads on`() throws {
        for number in 0..<150 { try hold(Name("S\(number)")) }
        #expect(row(150) == nil)
        for _ in 0..<3 { _ = turns.next(within: 0) }
        #expect(row(150) == "held")
    }

    @Test func `wait for the next turn where they do not say what they look at`() throws {
        try hold("A1")
        #expect(row(1, nil) == nil)
    }

    @Test func `wait where rows would have to be written first, as they must not block`() throws {
        try hold("A1")
        let held = PageQuery(filters: [.init(column: 0, value: .text("held"))])
        let free = PageQuery(filters: [.init(column: 0, value: .text("free"))])
        func count(_ query: PageQuery) -> String? {
            told(.page(query)) { "\(try $0.page(query).total)" }
        }
        #expect(row(1) == "held")
        #expect(count(held) == nil && count(PageQuery()) == nil)
        #expect(count(free) == "0", "the new row is not on this page")
        _ = turns.next(within: 0)
        #expect(count(held) == "1" && count(PageQuery()) == "1")
    }

    /// Another reader, of whom it is noted whether they were told at once.
    private func another(noting told: Monitor<[Bool]>) -> @Sendable () -> Void {
        let (views, position) = (views, office.ledger.position)
        return {
            let isTold = Monitor(false)
            views.read(0, asOf: position, looking: .row) { _ in isTold.locked { $0 = true } }
            told.locked { $0.append(isTold.locked { $0 }) }
        }
    }

    @Test func `wait for each other, and while the views are at work`() throws {
        try hold("A1")
        let (position, inner) = (office.ledger.position, Monitor<[Bool]>([]))
        let ask = another(noting: inner)
        views.read(0, asOf: position, looking: .row) { _ in ask() }
        views.read(0, asOf: position) { _ in ask() }
        _ = turns.next(within: 0)
        #expect(inner.locked { $0 } == [false, false], "somebody was inside both times")
    }

    @Test func `hold nobody up with what they do afterwards`() throws {
        try hold("A1")
        let (position, inner) = (office.ledger.position, Monitor<[Bool]>([]))
        let ask = another(noting: inner)
        views.visit(0, asOf: position, looking: .row) { _ in ask }
        #expect(inner.locked { $0 } == [true])
        views.visit(0, asOf: position) { _ in ask }
        _ = turns.next(within: 0)
        #expect(inner.locked { $0 } == [true, true])
    }

    @Test func `make room for rows that are written when there are many of them`() throws {
        for _ in 0..<200 { _ = row(1) }
        for number in 0..<64 { try hold(Name("S\(number)")) }
        #expect(row(64) == "held")
        _ = turns.next(within: 0)
        #expect(store.writes == 0)
        try hold("last")
        _ = turns.next(within: 0)
        #expect(store.writes == 1, "they count as readers, for whom rows are written soon")
    }

    @Test func `do not keep a store from tidying itself up`() throws {
        store.isTidying = true
        try hold("A1")
        clock.locked { $0 = 10_000 }
        _ = turns.next(within: 0)
        #expect(store.writes == 0, "nobody waits for these rows")
        #expect(turns.patience() < 100, "but it will soon be over")
        #expect(row(1) == "held")
        store.isTidying = false
        _ = turns.next(within: 0)
        #expect(store.writes == 1)
        store.isTidying = true
        for number in 0..<4_001 { try hold(Name("S\(number)")) }
        for _ in 0..<5 { _ = turns.next(within: 0) }
        #expect(store.writes == 2, "there is no room for more")
    }
}
