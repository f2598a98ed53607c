import Kit
import Runtime
import Testing

@Suite("What follows at once")
struct ChainTests {
    private let terms = Order.Terms(stock: 1, pieces: 2, price: 50, coupon: "SPRING")

    private func open(_ disk: Disk, without: Set<String> = []) async throws -> Office {
        let office = try Office(on: disk, without: without)
        if !without.contains("store") {
            try await office.ask(Stock.self, .new, .fill(pieces: 10))
        }
        return office
    }

    @Test(arguments: Medium.allCases)
    func `ends completed, through five kinds of aggregates`(medium: Medium) async throws {
        let disk = try Disk(medium)
        let office = try await open(disk)
        try await office.ask(Order.self, .new, .buy(terms: terms))
        #expect(try await office.state(Stock.self, 1)?.pieces == 8)
        #expect(try await office.state(Till.self, 1)?.amount == 50)
        try await office.ask(Order.self, .number(1), .refund)
        #expect(try await office.state(Stock.self, 1)?.pieces == 10)
        #expect(try await office.state(Till.self, 1)?.amount == 0)
        #expect(try await office.state(Delivery.self, 1) == .stopped)

        let chain = try disk.facts().filter { $0.type != "went" }.suffix(5)
        #expect(
            chain.map(\.type) == ["refunded", "stopped", "gaveBack", "restored", "putBack"]
        )
        let first = try #require(chain.first)
        #expect(chain.allSatisfy { $0.correlation == FactID(first.position) })
        #expect(first.cause == .none)
        for (cause, effect) in zip(chain, chain.dropFirst()) {
            #expect(effect.cause == FactID(cause.position))
        }
        office.ledger.stop()
    }

    @Test(arguments: ["alreadyGone", "empty", "isTorn", "soldOut"])
    func `ends undone when anyone on the way says no`(word: String) async throws {
        let disk = try Disk()
        let office = try await open(disk)
        try await office.ask(Order.self, .new, .buy(terms: terms))
        try await office.pass()
        switch word {
        case "alreadyGone": try await office.ask(Delivery.self, .identity(1), .leave)
        case "empty":
            var dear = terms
            dear.price = 50
            try await office.ask(Till.self, .identity(1), .giveBack(terms: dear))
        case "isTorn": try await office.ask(Coupon.self, .identity("SPRING"), .tear)
        default: break
        }
        let before = try disk.facts()
        let problem = await office.problem {
            if word == "soldOut" {
                var many = terms
                many.pieces = 100
                return try await office.ask(Order.self, .new, .buy(terms: many))
            }
            return try await office.ask(Order.self, .number(1), .refund)
        }
        #expect((problem as? Refused)?.word == word)
        #expect(try disk.facts() == before)
        #expect(try await office.state(Order.self, 1)?.isRefunded == false)
        #expect(office.ledger.figures.refusals == 1)
        office.ledger.stop()
    }

    @Test func `is stopped when it has no end, and undone`() async throws {
        let disk = try Disk()
        let office = try Office(on: disk)
        let problem = await office.problem { try await office.ask(Echo.self, .new, .call) }
        #expect(problem as? Failure == .endless)
        #expect(try disk.facts().isEmpty)
        #expect(try await office.state(Echo.self, 1) == nil)
        // The ledger goes on.
        let reply = try await office.ask(Stock.self, .new, .fill(pieces: 1))
        #expect(reply.location == "1")
        office.ledger.stop()
    }

    @Test func `does not count facts that nothing follows from`() async throws {
        let office = try Office(on: try Disk())
        let stock = try office.ledger.guarded(Stock.self, in: "theatre")
        let reply = try await office.call { desk in
            for _ in 0..<1_500 { _ = try desk.ask(.new, of: stock, to: .fill(pieces: 1)) }
            return Reply(status: 200)
        }
        #expect(reply.status == 200)
        #expect(office.ledger.position == 1_500)
        office.ledger.stop()
    }

    @Test(arguments: ["store", "delivery"])
    func `fails as a whole when one of its services is down`(service: String) async throws {
        let disk = try Disk()
        let whole = try await open(disk)
        try await whole.ask(Order.self, .new, .buy(terms: terms))
        try await whole.pass()
        whole.ledger.stop()
        let before = try disk.facts()

        let office = try Office(on: disk, without: [service])
        let problem = await office.problem {
            service == "store"
                ? try await office.ask(Order.self, .new, .buy(terms: terms))
                : try await office.ask(Order.self, .number(1), .refund)
        }
        #expect(problem as? Failure == .unreachable(service: service))
        try await office.pass()
        #expect(try disk.facts() == before)
        #expect(office.ledger.isRunning(service: "shop", of: "theatre"))
        #expect(!office.ledger.isRunning(service: service, of: "theatre"))
        office.ledger.stop()
    }
}
