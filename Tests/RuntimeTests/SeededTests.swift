import Kit
import KitTesting
import Runtime
import Testing

@Suite("Many at once")
struct SeededTests {
    /// Seeds, most of them in memory, since a file waits for its disk.
    static let seeds: [(Medium, UInt64)] =
        (0..<24).map { (.memory, $0) } + (24..<34).map { (.file, $0) }

    @Test(arguments: 100..<120 as Range<UInt64>)
    func `X-D1 keep everything in order while commits are lost`(seed: UInt64) async throws {
        let disk = try Disk()
        let office = try Office(on: disk)
        try await office.ask(Stock.self, .new, .fill(pieces: 20))
        var fate = Seed(seed)
        for _ in 0..<40 {
            disk.faults.order(Int.random(in: 0..<3, using: &fate) == 0 ? .lost(.full("")) : .kept)
        }
        try await actTogether(office, seed: seed)
        disk.faults.clear()
        try await office.pass(batches: 8)
        try await check(office, disk, pieces: 20)
        #expect(office.broken.isEmpty)
        office.ledger.stop()
    }

    @Test(arguments: seeds)
    func `X-D10 sell nothing twice, and lose no money`(medium: Medium, seed: UInt64) async throws {
        let disk = try Disk(medium)
        let office = try Office(on: disk)
        let pieces = 20
        try await office.ask(Stock.self, .new, .fill(pieces: pieces))
        try await actTogether(office, seed: seed)
        try await office.pass()
        try await check(office, disk, pieces: pieces)
        office.ledger.stop()
    }

    private func actTogether(_ office: Office, seed: UInt64) async throws {
        await withTaskGroup(of: Void.self) { group in
            for caller in 0..<8 as Range<UInt64> {
                group.addTask {
                    var chance = Seed(seed &* 31 &+ caller)
                    for _ in 0..<15 { await act(office, &chance) }
                }
            }
        }
    }

    private func check(_ office: Office, _ disk: Disk, pieces: Int) async throws {
        var kept = 0
        var money = 0
        for number in 1...200 as ClosedRange<Int64> {
            guard let order = try await office.state(Order.self, ID(number)) else { continue }
            guard let terms = order.what, !order.isRefunded else { continue }
            kept += terms.pieces
            money += terms.price
        }
        let left = try #require(try await office.state(Stock.self, 1)?.pieces)
        #expect(left >= 0)
        #expect(left + kept == pieces)
        #expect(try await office.state(Till.self, 1)?.amount ?? 0 == money)

        var taken: [Name<Seat>: Int64] = [:]
        let facts = try disk.facts()
        let bookings = facts.count { $0.type == "placed" }
        for number in 1...max(1, Int64(bookings)) {
            guard let booking = try await office.state(Booking.self, ID(number)) else { continue }
            #expect(booking.isConfirmed)
            for seat in Set(booking.wanted) {
                #expect(taken.updateValue(number, forKey: seat) == nil, "one winner for \(seat)")
            }
        }
        #expect(facts.map(\.position) == Array(1...Int64(facts.count)))
        #expect(facts.count { $0.type == "written" } == bookings)
        var versions: [StreamID: Int64] = [:]
        for fact in facts {
            #expect(fact.version == versions[fact.stream, default: 0] + 1)
            versions[fact.stream] = fact.version
        }
    }

    private func act(_ office: Office, _ chance: inout Seed) async {
        switch Int.random(in: 0..<4, using: &chance) {
        case 0:
            let terms = Order.Terms(
                stock: 1,
                pieces: Int.random(in: 1...3, using: &chance),
                price: Int.random(in: 0...9, using: &chance),
                coupon: "SPRING"
            )
            _ = try? await office.ask(Order.self, .new, .buy(terms: terms))
        case 1:
            let number = Int64.random(in: 1...10, using: &chance)
            _ = try? await office.ask(Order.self, .number(number), .refund)
        default:
            let seats = (0..<Int.random(in: 1...4, using: &chance)).map { _ in
                Name<Seat>("S\(Int.random(in: 0..<15, using: &chance))")
            }
            let later = Office.noon.adding(minutes: 10)
            _ = try? await office.ask(Booking.self, .new, .place(seats: seats, until: later))
        }
    }
}
