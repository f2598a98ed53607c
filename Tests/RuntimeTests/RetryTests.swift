import Kit
import KitTesting
import Runtime
import Testing

@Suite("A reaction that fails")
struct RetryTests {
    private var limits: LedgerLimits {
        var limits = LedgerLimits()
        limits.attempts = 4
        limits.firstPause = 1_000
        return limits
    }

    /// Couriers are found by the last digit of the price.
    private func buy(_ office: Office, courier: Int) async throws {
        let terms = Order.Terms(stock: 1, pieces: 1, price: courier - 1, coupon: "SPRING")
        try await office.ask(Order.self, .new, .buy(terms: terms))
    }

    private func open(_ disk: Disk) async throws -> Office {
        let office = try Office(on: disk, limits: limits)
        try await office.ask(Stock.self, .new, .fill(pieces: 100))
        try await office.ask(Courier.self, .identity(1), .leave)
        return office
    }

    private func orders(_ office: Office, of courier: ID<Courier>) async throws -> [Int64] {
        try await office.state(Courier.self, courier)?.orders.map(\.number) ?? []
    }

    @Test(arguments: Medium.allCases)
    func `X-D4 parks only its own subject, and is tried again later and later`(
        medium: Medium
    ) async throws {
        let disk = try Disk(medium)
        let office = try await open(disk)
        try await buy(office, courier: 1)
        try await buy(office, courier: 2)
        try await office.pass()
        #expect(try await orders(office, of: 2) == [2], "others go on")
        #expect(office.ledger.figures.letters == 1)

        try await office.pass(seconds: 1)
        try await office.ask(Courier.self, .identity(1), .comeBack)
        // The second pause is twice as long as the first.
        try await office.pass(seconds: 1)
        #expect(try await orders(office, of: 1) == [])
        try await office.pass(seconds: 1)
        #expect(try await orders(office, of: 1) == [1])
        #expect(office.ledger.figures.letters == 0)
        office.ledger.stop()
    }

    @Test(arguments: Medium.allCases)
    func `X-D4 keeps the order of its subject, and its count over a restart`(
        medium: Medium
    ) async throws {
        let disk = try Disk(medium)
        let clock = SettableClock(at: Office.noon)
        let first = try Office(on: disk, calls, limits: limits, clock: clock)
        try await first.ask(Courier.self, .identity(1), .leave)
        for _ in 0..<3 { try await first.ask(Bell.self, .identity(7), .ring) }
        try await first.ask(Bell.self, .identity(8), .ring)
        try await first.pass()
        #expect(first.ledger.figures.letters == 4)
        try await first.pass(seconds: 1)
        first.ledger.stop()
        #expect(try disk.store().letters(limit: 9).map(\.attempts) == [2, 0, 0, 2])

        let second = try Office(on: disk, calls, limits: limits, clock: clock)
        #expect(second.ledger.figures.letters == 4)
        try await second.ask(Bell.self, .identity(7), .ring)
        try await second.ask(Courier.self, .identity(1), .comeBack)
        #expect(try await orders(second, of: 1) == [])
        try await second.pass(seconds: 2)
        let rung = try await orders(second, of: 1)
        #expect(rung.filter { $0 < 800 } == [701, 702, 703, 704])
        #expect(rung.filter { $0 > 800 } == [801])
        #expect(second.ledger.figures.letters == 0)
        second.ledger.stop()
    }

    @Test func `X-D4 waits for a person when it was tried often enough`() async throws {
        let disk = try Disk()
        let office = try await open(disk)
        try await buy(office, courier: 1)
        for _ in 0..<10 { try await office.pass(seconds: 100) }
        let letters = try disk.store().letters(limit: 9)
        #expect(letters.map(\.attempts) == [4])
        #expect(letters.map(\.retryAt) == [nil])
        #expect(letters.map(\.reason) == ["courier refused: Courier away"])
        #expect(letters.map(\.id.follower) == ["theatre/courier/CourierFollowsOrder"])
        try await office.ask(Courier.self, .identity(1), .comeBack)
        try await office.pass(seconds: 100_000)
        #expect(try await orders(office, of: 1) == [])
        #expect(office.ledger.figures.letters == 1)
        office.ledger.stop()
    }

    @Test func `X-D4 loses nothing when its retry is in a commit that is lost`() async throws {
        let disk = try Disk()
        let office = try await open(disk)
        try await buy(office, courier: 1)
        try await office.pass()
        try await office.ask(Courier.self, .identity(1), .comeBack)
        disk.faults.order(.lost(.full("")))
        office.clock.advance(seconds: 2)
        _ = try? await office.call { _ in Reply(status: 204) }
        try await office.pass(seconds: 5)
        #expect(try await orders(office, of: 1) == [1])
        #expect(try disk.count("went") == 1)
        office.ledger.stop()
    }
}

/// Rings; every ring sends the first courier.
struct Bell: Aggregate {
    private(set) var rings: Int64 = 0

    init() {}

    enum Command: Message { case ring }
    enum Event: Message { case rang }
    enum Refusal: String, Error { case never }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] { [.rang] }
    mutating func evolve(_ event: Event) { rings += 1 }
}

struct CourierFollowsBell: Policy {
    func react(to fact: Fact<Bell>) -> [Request<Courier>] {
        [.ask(1, to: .go(order: ID(fact.subject.number * 100 + fact.version)))]
    }
}

let calls = Business("calls") {
    Service("courier") {
        Courier.self
        CourierFollowsBell()
    }
    Service("bell") { Bell.self }
}
