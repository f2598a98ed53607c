import Kit
import KitTesting
import Runtime
import Testing

@Suite("What follows later")
struct ReactionTests {
    private let later = Office.noon.adding(minutes: 10)

    private func book(_ office: Office, _ seats: Name<Seat>...) async throws {
        try await office.ask(Booking.self, .new, .place(seats: seats, until: later))
    }

    private func notes(_ disk: Disk) throws -> [String] {
        try disk.facts().filter { $0.type == "written" }
            .map { String(decoding: $0.data, as: UTF8.self) }
    }

    @Test(arguments: Medium.allCases)
    func `X-D2 follows once when the process dies between the fact and the reaction`(
        medium: Medium
    ) async throws {
        let disk = try Disk(medium)
        // The booking is durable and acknowledged; then nothing is written any more.
        disk.faults.order(.kept, .lost(.unsynced("the power went")))
        let first = try Office(on: disk)
        try await book(first, "A1")
        #expect(await soon { first.broken.count == 1 })
        first.ledger.stop()
        #expect(try notes(disk).isEmpty)

        for _ in 0..<3 {
            let office = try Office(on: disk)
            try await office.pass()
            #expect(try notes(disk) == [#"{"about":1}"#])
            office.ledger.stop()
        }
    }

    @Test func `X-D3 follows once when the process dies before it hears that it is durable`()
        async throws
    {
        let disk = try Disk()
        disk.faults.order(.kept, .keptButDenied(.unsynced("the power went")))
        let first = try Office(on: disk)
        try await book(first, "A1")
        #expect(await soon { first.broken.count == 1 })
        first.ledger.stop()
        #expect(try notes(disk).count == 1)
        let second = try Office(on: disk)
        try await second.pass()
        #expect(try notes(disk).count == 1)
        second.ledger.stop()
    }

    @Test(arguments: Medium.allCases)
    func `is made up for by a service that was down, in order, once`(medium: Medium) async throws {
        let disk = try Disk(medium)
        let first = try Office(on: disk, without: ["office"])
        for number in 1...25 { try await book(first, Name("A\(number)")) }
        try await first.pass()
        #expect(try notes(disk).isEmpty)
        first.ledger.stop()

        var limits = LedgerLimits()
        limits.catchUp = 7
        let second = try Office(on: disk, limits: limits)
        try await book(second, "B1")
        #expect(await soon { try notes(disk).count == 26 })
        #expect(try notes(disk) == (1...26).map { #"{"about":\#($0)}"# })
        try await second.pass()
        second.ledger.stop()
        let third = try Office(on: disk)
        try await third.pass()
        #expect(try notes(disk).count == 26)
        third.ledger.stop()
    }

    @Test func `is made up for at different paces by services that were down in turn`() async throws
    {
        let disk = try Disk()
        var limits = LedgerLimits()
        limits.catchUp = 3
        let terms = Order.Terms(stock: 1, pieces: 1, price: 50, coupon: "SPRING")
        for (round, down) in [["office"], ["courier"], ["office", "courier"], []].enumerated() {
            let office = try Office(on: disk, without: Set(down), limits: limits)
            if round == 0 { try await office.ask(Stock.self, .new, .fill(pieces: 100)) }
            for number in 1...5 {
                try await book(office, Name("\(round)-\(number)"))
                try await office.ask(Order.self, .new, .buy(terms: terms))
            }
            try await office.pass(batches: 40)
            office.ledger.stop()
        }
        #expect(try notes(disk) == (1...20).map { #"{"about":\#($0)}"# })
        let office = try Office(on: disk)
        let orders = try await office.state(Courier.self, 1)?.orders
        #expect(orders == (1...20).map { ID($0) })
        office.ledger.stop()
    }

    @Test func `X-D3 carries cause and correlation over time`() async throws {
        let disk = try Disk()
        let office = try Office(on: disk)
        try await book(office, "A1")
        try await office.pass()
        try await office.pass(seconds: 601)
        let facts = try disk.facts()
        #expect(
            facts.map(\.type) == ["placed", "held", "noted", "confirmed", "written", "expired"]
        )
        #expect(facts.map(\.cause.position) == [0, 1, 2, 2, 4, 2])
        #expect(facts.allSatisfy { $0.correlation == FactID(1) })
        office.ledger.stop()
    }
}
