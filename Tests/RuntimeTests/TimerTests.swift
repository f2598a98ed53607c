import Kit
import KitTesting
import Runtime
import Testing

@Suite("A timer")
struct TimerTests {
    private func hold(_ office: Office, _ seat: Name<Seat>, seconds: Int) async throws {
        try await office.ask(
            Seat.self,
            .identity(seat),
            .hold(booking: 1, until: Office.noon.adding(seconds: seconds))
        )
    }

    @Test(arguments: Medium.allCases)
    func `fires when it is due, not before, also after a restart`(medium: Medium) async throws {
        let disk = try Disk(medium)
        let clock = SettableClock(at: Office.noon)
        let first = try Office(on: disk, seats, clock: clock)
        try await hold(first, "A1", seconds: 60)
        try await hold(first, "A2", seconds: 30)
        try await first.pass()
        try await first.pass(seconds: 59)
        #expect(try await first.state(Seat.self, "A2") == .free)
        #expect(try await first.state(Seat.self, "A1") != .free)
        first.ledger.stop()
        let second = try Office(on: disk, seats, clock: clock)
        try await second.pass()
        #expect(try await second.state(Seat.self, "A1") != .free)
        try await second.pass(seconds: 1)
        #expect(try await second.state(Seat.self, "A1") == .free)
        #expect(try disk.count("expired") == 2)
        try await second.pass(seconds: 100_000)
        #expect(try disk.count("expired") == 2)
        second.ledger.stop()
    }

    @Test func `fires by itself, without anyone calling`() async throws {
        let disk = try Disk()
        let office = try Office(on: disk, seats)
        try await hold(office, "A1", seconds: 60)
        try await office.pass()
        office.clock.advance(seconds: 61)
        #expect(await soon { try disk.count("expired") == 1 })
        office.ledger.stop()
    }

    @Test func `bears clocks that jump`() async throws {
        let disk = try Disk()
        let office = try Office(on: disk, seats)
        try await hold(office, "A1", seconds: 60)
        try await office.pass()
        try await office.pass(seconds: -86_400)
        #expect(try disk.count("expired") == 0)
        try await hold(office, "A2", seconds: -80_000)
        try await office.pass()
        try await office.pass(seconds: 86_400 + 60)
        #expect(try disk.count("expired") == 2)
        office.clock.set(to: Instant(milliseconds: .max))
        try await office.pass()
        #expect(try await office.state(Seat.self, "A1") == .free)
        office.ledger.stop()
    }

    @Test func `of a service that is down waits, and holds nobody up`() async throws {
        let disk = try Disk()
        let clock = SettableClock(at: Office.noon)
        let first = try Office(on: disk, seats, clock: clock)
        for number in 0..<30 { try await hold(first, Name("A\(number)"), seconds: 60) }
        try await first.ask(
            Kettle.self,
            .identity(1),
            .heat(until: Office.noon.adding(seconds: 70))
        )
        try await first.pass()
        first.ledger.stop()

        var limits = LedgerLimits()
        limits.batch = 10
        let second = try Office(on: disk, seats, without: ["hall"], limits: limits, clock: clock)
        clock.advance(seconds: 75)
        try await second.pass(batches: 10)
        #expect(try await second.state(Kettle.self, 1)?.isHot == true)
        #expect(try disk.count("expired") == 0)
        second.ledger.stop()

        let third = try Office(on: disk, seats, clock: clock)
        try await third.pass(seconds: 20)
        #expect(try disk.count("expired") == 30)
        third.ledger.stop()
    }

    @Test func `is not lost when what it needs cannot be read for a moment`() async throws {
        let disk = try Disk()
        var limits = LedgerLimits()
        limits.cacheBytes = 0
        let office = try Office(on: disk, seats, limits: limits)
        try await hold(office, "A1", seconds: 60)
        try await office.pass()
        office.clock.advance(seconds: 61)
        // Its seat is not in memory, and cannot be read.
        disk.faults.failHistories(.failed("bad sector"))
        try? await office.pass()
        disk.faults.failHistories(nil)
        for _ in 0..<10 { try await office.pass(seconds: 10) }
        #expect(try disk.count("expired") == 1)
        office.ledger.stop()
    }

    @Test func `that is refused waits for a person, each by itself`() async throws {
        let disk = try Disk()
        let office = try Office(on: disk, seats)
        try await office.ask(
            Kettle.self,
            .identity(1),
            .heat(until: Office.noon.adding(seconds: 5))
        )
        try await office.pass()
        try await office.pass(seconds: 10)
        let letters = try disk.store().letters(limit: 9)
        #expect(
            letters.map(\.reason) == Array(repeating: "kitchen refused: Kettle tooStrong", count: 2)
        )
        #expect(office.ledger.figures.letters == 2)
        #expect(try await office.state(Kettle.self, 1)?.isHot == true)
        office.ledger.stop()
    }

    @Test func `waits among 200,000 others without holding anyone up`() async throws {
        let disk = try Disk()
        let store = try disk.store()
        let head = try store.open(kinds: ["seats/hall/Seat"])
        var batch = WriteBatch()
        let data = Array("{}".utf8)
        batch.timersSet = (1...200_000).map { number in
            StoredTimer(
                number: number,
                due: Office.noon.adding(seconds: 100 + Int(number)),
                kind: head.kinds[0],
                key: .text("A\(number % 50)"),
                type: "expire",
                data: data,
                correlation: FactID(1),
                cause: FactID(1)
            )
        }
        try store.commit(batch)
        let office = try Office(on: disk, seats)
        try await hold(office, "B1", seconds: 30)
        try await office.pass()
        for _ in 0..<100 { try await office.pass(seconds: 1) }
        #expect(try disk.count("expired") == 1)
        // Those that wait are not even looked at, and the seat of the one that fired is read once.
        #expect(disk.faults.count(of: "timers") < 10)
        #expect(disk.faults.timersRead < 10)
        office.ledger.stop()
    }
}

/// Hot after a while.
struct Kettle: Aggregate {
    private(set) var isHot = false

    init() {}

    enum Command: Message {
        case heat(until: Instant)
        case whistle
        case explode
    }

    enum Event: Message {
        case heated(until: Instant)
        case whistled
    }

    enum Refusal: String, Error { case tooStrong }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .heat(let until): return [.heated(until: until)]
        case .whistle: return [.whistled]
        case .explode: throw .tooStrong
        }
    }

    mutating func evolve(_ event: Event) { isHot = event == .whistled }
}

private struct KettleWhistles: Policy {
    func react(to fact: Fact<Kettle>) -> [Request<Kettle>] {
        guard case .heated(let until) = fact.event else { return [] }
        return [
            .ask(fact.subject, to: .whistle, at: until),
            .ask(fact.subject, to: .explode, at: until),
            .ask(fact.subject, to: .explode, at: until.adding(seconds: 1)),
        ]
    }
}

private let seats = Business("seats") {
    Service("hall") {
        Seat.self
        HoldsExpire()
    }
    Service("kitchen") {
        Kettle.self
        KettleWhistles()
    }
}
