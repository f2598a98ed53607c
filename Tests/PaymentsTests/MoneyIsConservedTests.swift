import Kit
import KitTesting
import Payments
import Testing

/// What the events alone say of the money.
private struct Books {
    var taken: Int64 = 0
    var given: Int64 = 0
    var claims: [Name<RefundClaim>] = []

    init(_ events: [Payment.Event]) {
        for event in events {
            switch event {
            case .requested, .declined: break
            case .paid(let amount): taken += amount.amount
            case .refunded(let amount, let claim, _):
                given += amount.amount
                claims.append(claim)
            }
        }
    }
}

private func command(_ chance: inout Seed) -> Payment.Command {
    let amount = Money(.random(in: -5...120, using: &chance), .krw)
    let claim = Name<RefundClaim>("claim \(Int.random(in: 0..<6, using: &chance))")
    let tokens = [nil, Provider.bankTransfer, Provider.declinedCard, "tok_visa"]
    switch Int.random(in: 0..<6, using: &chance) {
    case 0: return .charge(amount: amount, token: tokens.randomElement(using: &chance) ?? nil)
    case 1: return .collect
    case 2: return .void(reason: "late")
    case 3: return .refund(amount: nil, claim: claim)
    default: return .refund(amount: Money(amount.amount / 3, .krw), claim: claim)
    }
}

@Suite("Money")
struct MoneyIsConservedTests {
    @Test(arguments: 0..<200 as Range<UInt64>)
    func `is taken once and never given back twice, whatever is asked`(seed: UInt64) throws {
        var chance = Seed(seed)
        var payment = Chronicle<Payment>()
        for _ in 0..<60 {
            do { try payment.ask(command(&chance)) } catch {}
            let books = Books(payment.events)
            #expect(books.given <= books.taken)
            #expect(books.given >= 0)
            #expect(Set(books.claims).count == books.claims.count)
            if case .paid(let amount, let refunded, let claims) = payment.state {
                #expect(amount.amount == books.taken)
                #expect(refunded.amount == books.given)
                #expect(claims == books.claims)
            } else {
                #expect(books.taken == 0 && books.given == 0)
            }
            if case .refunded(_, _, let left)? = payment.events.last {
                #expect(left.amount == books.taken - books.given)
            }
        }
        #expect(payment.events.filter { caseName($0) == "paid" }.count <= 1)
        #expect(payment.isRepeatable)
    }

    @Test func `moves in these tests at all`() {
        var names: Set<String> = []
        for seed in 0..<50 as Range<UInt64> {
            var chance = Seed(seed)
            var payment = Chronicle<Payment>()
            for _ in 0..<60 { do { try payment.ask(command(&chance)) } catch {} }
            names.formUnion(payment.events.map { caseName($0) })
        }
        #expect(names == ["requested", "paid", "declined", "refunded"])
    }
}
