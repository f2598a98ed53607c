import Kit
import KitTesting
import Payments
import Testing

@testable import HairShop

private let legal: [Reservation.Stage: Set<Reservation.Stage>] = [
    .unknown: [.placed],
    .placed: [.confirmed, .cancellationRequested, .released, .cancelled],
    .confirmed: [.completed, .cancellationRequested, .released],
    .completed: [.completed, .cancellationRequested, .released],
    .cancellationRequested: [.released, .cancelled],
    .released: [.cancelled],
    .cancelled: [.cancelled],
]

private func command(_ chance: inout Seed, _ terms: Terms) -> Reservation.Command {
    switch Int.random(in: 0..<12, using: &chance) {
    case 0...2: .place(wish: wish(), terms: Bool.random(using: &chance) ? terms : nil, token: nil)
    case 3...5: .confirm
    case 6: .abandon(reason: "late")
    case 7...8: .complete(stylist: Bool.random(using: &chance) ? chaHong : parkJun)
    case 9: .requestCancellation
    case 10: .release(reason: "taken", freeTimes: [])
    default: .settle
    }
}

private func owed(_ events: [Reservation.Event]) -> [Money] {
    events.compactMap { event in
        switch event {
        case .released(_, _, let owed): owed
        case .overpaid(let owed): owed
        case .placed, .confirmed, .completed, .cancellationRequested, .cancelled: nil
        }
    }
}

@Suite("Whatever is asked of a reservation")
struct ReservationInvariantTests {
    @Test(arguments: 0..<200 as Range<UInt64>)
    func `X-D5 it moves on legal ways, and owes its deposit once`(seed: UInt64) {
        var chance = Seed(seed)
        let terms = Bool.random(using: &chance) ? shopTerms : Terms(deposit: noMoney, minutes: 30)
        var reservation = Chronicle<Reservation>()
        for _ in 0..<40 {
            var before = reservation.state
            let new = (try? reservation.ask(command(&chance, terms))) ?? []
            for event in new {
                var after = before
                after.evolve(event)
                #expect(legal[before.stage]?.contains(after.stage) == true)
                #expect(after != before, "an event without a transition: \(event)")
                before = after
            }
            #expect(owed(reservation.events).count <= 1)
            #expect((reservation.state.stylist == nil) || hasStylist(reservation.state.stage))
        }
        let hasPaid = reservation.events.contains(.confirmed(wish: wish())) && terms == shopTerms
        if hasPaid, reservation.state.stage == .cancelled {
            #expect(owed(reservation.events) == [deposit])
        }
        #expect(reservation.isRepeatable)
    }

    private func hasStylist(_ stage: Reservation.Stage) -> Bool {
        stage == .completed || stage == .cancellationRequested
    }

    @Test func `they reach every stage`() {
        var stages: Set<Reservation.Stage> = []
        for seed in 0..<50 as Range<UInt64> {
            var chance = Seed(seed)
            var reservation = Chronicle<Reservation>()
            for _ in 0..<40 {
                _ = try? reservation.ask(command(&chance, shopTerms))
                stages.insert(reservation.state.stage)
            }
        }
        #expect(stages.count == 7)
    }
}
