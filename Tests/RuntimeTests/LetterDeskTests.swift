import Kit
import KitTesting
import Testing

@testable import Runtime

@Suite("An operator's letter")
struct LetterDeskTests {
    private var limits: LedgerLimits {
        var limits = LedgerLimits()
        limits.attempts = 2
        limits.firstPause = 1_000
        return limits
    }

    /// A courier who is away, one bell that rang three times for her, and another that rang once;
    /// tried as often as the limits say.
    private func parked(_ disk: Disk, clock: SettableClock) async throws -> Office {
        let office = try Office(on: disk, calls, limits: limits, clock: clock)
        try await office.ask(Courier.self, .identity(1), .leave)
        for _ in 0..<3 { try await office.ask(Bell.self, .identity(7), .ring) }
        try await office.ask(Bell.self, .identity(8), .ring)
        for _ in 0..<3 { try await office.pass(seconds: 10) }
        return office
    }

    private func orders(_ office: Office) async throws -> [Int64] {
        try await office.state(Courier.self, 1)?.orders.map(\.number) ?? []
    }

    @Test(arguments: Medium.allCases)
    func `X-D4 is shown with its reason and what waits behind it`(medium: Medium) async throws {
        let disk = try Disk(medium)
        let clock = SettableClock(at: Office.noon)
        let office = try await parked(disk, clock: clock)
        let lines = try await office.atLetters { $0.parked }
        #expect(lines.map(\.head.id.position) == [2, 5])
        #expect(lines.map(\.behind) == [2, 0])
        #expect(lines.map(\.head.attempts) == [2, 2])
        #expect(lines.map(\.head.retryAt) == [nil, nil])
        #expect(lines.map(\.head.since) == [Office.noon, Office.noon])
        #expect(lines.first?.head.reason == "courier refused: Courier away")
        let waiting = try await office.atLetters { try $0.letters(at: 3) }
        #expect(waiting.map(\.attempts) == [0])
        let figures = office.ledger.figures.lettersByFollower
        #expect(figures.map(\.follower) == ["calls/courier/CourierFollowsBell"])
        #expect(figures.map(\.parked) == [2] && figures.map(\.behind) == [2])
        #expect(figures.map(\.oldest) == [Office.noon])
        office.ledger.stop()
        let store = try disk.store()
        #expect(try store.parkedLines() == lines, "the same without a ledger")
    }

    @Test(arguments: Medium.allCases)
    func `X-D4 is tried at once and in order, with all that wait behind it`(
        medium: Medium
    ) async throws {
        let disk = try Disk(medium)
        let clock = SettableClock(at: Office.noon)
        let office = try await parked(disk, clock: clock)
        try await office.ask(Courier.self, .identity(1), .comeBack)
        try await office.ask(Bell.self, .identity(7), .ring)
        try await office.pass()
        #expect(try await orders(office) == [])
        let head = LetterID(follower: "calls/courier/CourierFollowsBell", position: 2)
        let tried = try await office.atLetters { try $0.retry(head) }
        #expect(tried == RetriedLine(id: head, done: 4, left: 0, problem: nil))
        #expect(try await orders(office) == [701, 702, 703, 704])
        #expect(office.ledger.figures.letters == 1, "the other bell was not meant")
        // What comes now goes its way at once.
        try await office.ask(Bell.self, .identity(7), .ring)
        try await office.pass()
        #expect(try await orders(office) == [701, 702, 703, 704, 705])
        office.ledger.stop()
        #expect(try disk.store().letters(limit: 9).map(\.id.position) == [5])
    }

    @Test func `X-D4 counts a try that fails, and stays where it is`() async throws {
        let disk = try Disk()
        let clock = SettableClock(at: Office.noon)
        let office = try await parked(disk, clock: clock)
        let head = LetterID(follower: "calls/courier/CourierFollowsBell", position: 2)
        for attempts in 3...4 {
            let tried = try await office.atLetters { try $0.retry(head) }
            #expect(tried.done == 0 && tried.left == 3)
            #expect(tried.problem == "courier refused: Courier away")
            let line = try await office.atLetters { $0.parked }.first
            #expect(line?.head.attempts == Int32(attempts))
            #expect(line?.head.since == Office.noon && line?.head.retryAt == nil)
        }
        office.ledger.stop()
        let again = try Office(on: disk, calls, limits: limits, clock: clock)
        #expect(try await again.atLetters { $0.parked }.map(\.head.attempts) == [4, 2])
        again.ledger.stop()
    }

    @Test(arguments: Medium.allCases)
    func `X-D4 is dropped with a trace, and those behind it go on`(medium: Medium) async throws {
        let disk = try Disk(medium)
        let clock = SettableClock(at: Office.noon)
        let office = try await parked(disk, clock: clock)
        try await office.ask(Courier.self, .identity(1), .comeBack)
        let head = LetterID(follower: "calls/courier/CourierFollowsBell", position: 2)
        let dropped = try await office.atLetters { try $0.drop(head, by: "ada") }
        #expect(dropped.letter.id == head && dropped.person == "ada")
        try await office.pass()
        #expect(try await orders(office) == [702, 703])
        #expect(try await office.atLetters { try $0.dropped(limit: 9) } == [dropped])
        office.ledger.stop()
        #expect(try disk.store().droppedLetters(limit: 9) == [dropped], "for good")
    }

    @Test(arguments: Medium.allCases)
    func `X-D4 goes on after a crash between the drop and those behind`(
        medium: Medium
    ) async throws {
        let disk = try Disk(medium)
        let clock = SettableClock(at: Office.noon)
        let office = try await parked(disk, clock: clock)
        try await office.ask(Courier.self, .identity(1), .comeBack)
        office.ledger.stop()
        // As a process leaves it that has dropped the head, and nothing else.
        var batch = WriteBatch()
        batch.lettersDone = [LetterID(follower: "calls/courier/CourierFollowsBell", position: 2)]
        do {
            let store = try disk.store()
            _ = try store.open(kinds: [])
            try store.commit(batch)
        }
        let again = try Office(on: disk, calls, limits: limits, clock: clock)
        try await again.pass()
        #expect(try await orders(again) == [702, 703])
        again.ledger.stop()
    }

    @Test func `X-D4 is neither tried nor dropped where that would break the order`() async throws {
        let disk = try Disk()
        let clock = SettableClock(at: Office.noon)
        let office = try await parked(disk, clock: clock)
        let name = "calls/courier/CourierFollowsBell"
        let (head, behind) = (
            LetterID(follower: name, position: 2), LetterID(follower: name, position: 3)
        )
        let other = LetterID(follower: name, position: 99)
        await #expect(throws: LetterProblem.waitsBehind(behind, head: head)) {
            try await office.atLetters { try $0.retry(behind) }
        }
        await #expect(throws: LetterProblem.waitsBehind(behind, head: head)) {
            try await office.atLetters { try $0.drop(behind, by: "ada") }
        }
        await #expect(throws: LetterProblem.unknown(other)) {
            try await office.atLetters { try $0.drop(other, by: "ada") }
        }
        #expect(try await office.atLetters { try $0.dropped(limit: 9) }.isEmpty)
        #expect(office.ledger.figures.letters == 4)
        office.ledger.stop()
    }

    @Test func `X-D4 is not lost when the commit of its retry or drop is`() async throws {
        let disk = try Disk()
        let clock = SettableClock(at: Office.noon)
        let office = try await parked(disk, clock: clock)
        try await office.ask(Courier.self, .identity(1), .comeBack)
        let head = LetterID(follower: "calls/courier/CourierFollowsBell", position: 2)
        disk.faults.order(.lost(.full("")))
        await #expect(throws: Failure.storage(.full(""))) {
            try await office.atLetters { try $0.retry(head) }
        }
        disk.faults.order(.lost(.full("")))
        await #expect(throws: Failure.storage(.full(""))) {
            try await office.atLetters { try $0.drop(head, by: "ada") }
        }
        #expect(try await orders(office) == [])
        let tried = try await office.atLetters { try $0.retry(head) }
        #expect(tried.done == 3)
        #expect(try await orders(office) == [701, 702, 703])
        #expect(try await office.atLetters { try $0.dropped(limit: 9) }.isEmpty)
        office.ledger.stop()
    }

    @Test(arguments: Medium.allCases)
    func `of a timer is tried again with what the timer asked for`(medium: Medium) async throws {
        let disk = try Disk(medium)
        let clock = SettableClock(at: Office.noon)
        let first = try Office(on: disk, alarms, clock: clock)
        try await first.ask(Alarm.self, .identity(1), .set(at: Office.noon.adding(seconds: 60)))
        try await first.ask(Alarm.self, .identity(1), .mute)
        try await first.pass()
        try await first.pass(seconds: 60)
        #expect(
            first.ledger.figures.lettersByFollower.map(\.follower) == ["timer/alarms/home/Alarm"]
        )
        first.ledger.stop()

        let second = try Office(on: disk, alarms, clock: clock)
        let lines = try await second.atLetters { $0.parked }
        #expect(lines.map(\.head.timer?.type) == ["ring"])
        #expect(lines.map(\.head.attempts) == [1] && lines.map(\.head.retryAt) == [nil])
        let id = try #require(lines.first?.head.id)
        let refused = try await second.atLetters { try $0.retry(id) }
        #expect(refused.problem == "home refused: Alarm muted")
        try await second.pass(seconds: 100_000)
        #expect(try await second.atLetters { $0.parked }.map(\.head.attempts) == [2])
        try await second.ask(Alarm.self, .identity(1), .unmute)
        let tried = try await second.atLetters { try $0.retry(id) }
        #expect(tried == RetriedLine(id: id, done: 1, left: 0, problem: nil))
        second.ledger.stop()
        #expect(try disk.count("rang") == 1)
        let rang = try #require(try disk.facts().last)
        #expect(rang.cause == FactID(1), "it belongs to the fact that set the timer")
    }

    @Test func `waits for its service to run`() async throws {
        let disk = try Disk()
        let clock = SettableClock(at: Office.noon)
        let office = try await parked(disk, clock: clock)
        office.ledger.stop()
        let without = try Office(
            on: disk,
            calls,
            without: ["courier"],
            limits: limits,
            clock: clock
        )
        let head = LetterID(follower: "calls/courier/CourierFollowsBell", position: 2)
        await #expect(throws: LetterProblem.nobodyThere(head.follower)) {
            try await without.atLetters { try $0.retry(head) }
        }
        #expect(try await without.atLetters { try $0.drop(head, by: "ada") }.letter.id == head)
        without.ledger.stop()
    }
}

extension Office {
    /// What an operator finds or does at the letters, once it is durable.
    func atLetters<Value: Sendable>(
        _ work: @escaping @Sendable (LetterDesk) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            ledger.atLetters(work) { continuation.resume(with: $0) }
        }
    }
}

/// Rings at its time, unless it was muted.
private struct Alarm: Aggregate {
    private(set) var isMuted = false

    init() {}

    enum Command: Message {
        case set(at: Instant)
        case mute
        case unmute
        case ring
    }

    enum Event: Message {
        case wasSet(at: Instant)
        case wasMuted
        case wasUnmuted
        case rang
    }

    enum Refusal: String, Error { case muted }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .set(let time): return [.wasSet(at: time)]
        case .mute: return [.wasMuted]
        case .unmute: return [.wasUnmuted]
        case .ring:
            guard !isMuted else { throw .muted }
            return [.rang]
        }
    }

    mutating func evolve(_ event: Event) {
        switch event {
        case .wasMuted: isMuted = true
        case .wasUnmuted: isMuted = false
        case .wasSet, .rang: break
        }
    }
}

private struct AlarmRings: Policy {
    func react(to fact: Fact<Alarm>) -> [Request<Alarm>] {
        guard case .wasSet(let time) = fact.event else { return [] }
        return [.ask(fact.subject, to: .ring, at: time)]
    }
}

private let alarms = Business("alarms") {
    Service("home") {
        Alarm.self
        AlarmRings()
    }
}
