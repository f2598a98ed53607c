import Kit
import KitTesting
import Runtime
import Testing

@Suite("What aggregates are called")
struct IdentityTests {
    @Test func `X-D6 numbers beyond 128 are the same number everywhere`() async throws {
        let disk = try Disk()
        let office = try Office(on: disk)
        try await office.ask(Stock.self, .new, .fill(pieces: 1_000))
        for number in 1...300 as ClosedRange<Int64> {
            // The numbers of orders and bookings drift apart.
            if number % 3 == 0 { try await office.ask(Courier.self, .new, .leave) }
            let terms = Order.Terms(stock: 1, pieces: 1, price: 0, coupon: "SPRING")
            try await office.ask(Order.self, .new, .buy(terms: terms))
        }
        try await office.ask(Order.self, .number(257), .refund)
        #expect(try await office.state(Delivery.self, 257) == .stopped)
        #expect(try await office.state(Delivery.self, 256) == nil)
        #expect(try await office.state(Order.self, 257)?.isRefunded == true)
        #expect(try await office.state(Order.self, 258)?.isRefunded == false)
        office.ledger.stop()
    }

    @Test(arguments: Medium.allCases)
    func `X-D8 words are found again without a scan`(medium: Medium) async throws {
        let disk = try Disk(medium)
        let first = try Office(on: disk)
        for number in 1...300 {
            try await first.ask(Coupon.self, .identity(Name("C\(number)")), .tear)
        }
        first.ledger.stop()
        let second = try Office(on: disk)
        try await second.pass()
        let (keys, histories) = (
            disk.faults.count(of: "number"), disk.faults.count(of: "history")
        )
        let facts = disk.faults.factsRead
        #expect(try await second.state(Coupon.self, "C222") == .torn)
        #expect(disk.faults.count(of: "number") - keys == 1)
        #expect(disk.faults.count(of: "history") - histories == 1)
        #expect(disk.faults.factsRead - facts == 1)
        #expect(try await second.state(Coupon.self, "C301") == nil)
        second.ledger.stop()
    }

    @Test(arguments: Medium.allCases)
    func `words are told apart by their bytes, in memory and after a restart`(
        medium: Medium
    ) async throws {
        let disk = try Disk(medium)
        let first = try Office(on: disk)
        let (composed, decomposed): (Name<Coupon>, Name<Coupon>) = ("caf\u{E9}", "cafe\u{301}")
        try await first.ask(Coupon.self, .identity(composed), .tear)
        let inMemory = try await first.state(Coupon.self, decomposed)
        first.ledger.stop()
        let second = try Office(on: disk)
        #expect(try await second.state(Coupon.self, decomposed) == inMemory)
        #expect(try await second.state(Coupon.self, composed) == .torn)
        second.ledger.stop()
    }

    @Test(arguments: [0, -1, -5, .min, .max, 1 << 40] as [Int64])
    func `a number that we never give cannot be asked for`(number: Int64) async throws {
        let disk = try Disk()
        let office = try Office(on: disk)
        let problem = await office.problem {
            try await office.ask(Stock.self, .identity(ID(number)), .fill(pieces: 1))
        }
        #expect(problem is Failure)
        #expect(try disk.facts().isEmpty)
        let reply = try await office.ask(Stock.self, .new, .fill(pieces: 1))
        #expect(reply.location == "1")
        office.ledger.stop()
    }

    @Test(arguments: Medium.allCases)
    func `X-D7 numbers of others lead to rows of one's own`(medium: Medium) async throws {
        let disk = try Disk(medium)
        let first = try Office(on: disk)
        for order in [500, 130, 900, 131] as [Int64] {
            try await first.ask(Delivery.self, .identity(ID(order)), .leave)
        }
        first.ledger.stop()
        let second = try Office(on: disk)
        let reply = try await second.ask(Delivery.self, .identity(700), .leave)
        #expect(reply.location == "5")
        #expect(try await second.state(Delivery.self, 130) == .gone)
        #expect(try await second.state(Delivery.self, 4) == nil)
        second.ledger.stop()
    }
}
