import Kit
import Payments

@testable import HairShop

/// What may happen once only, and what must keep its order.
final class Counts {
    private var customers: [Name<Customer>: Int64] = [:]
    private var words: Set<String> = []
    private var counted: Set<Int64> = []
    /// The last position counted, by kind and subject.
    private var lastCounted: [String: Int64] = [:]
    private(set) var paid: Int64 = 0
    private(set) var refunded: Int64 = 0
    private var paidOnce: Set<ID<Purchase>> = []

    func isCounted(_ position: Int64) -> Bool { counted.contains(position) }
    func hasRung(_ word: String) -> Bool { words.contains(word) }
    func number(of customer: Name<Customer>) -> Int64? { customers[customer] }

    func take(_ fact: Fact<Reservation>) throws {
        guard case .placed(let wish, _, _) = fact.event, let customer = wish.customer else {
            return
        }
        if let other = customers.updateValue(fact.number, forKey: customer) {
            throw Violation(
                .nothingIsDoubled,
                "\(customer.text) has reservations \(other) and \(fact.number)"
            )
        }
    }

    func take(_ fact: Fact<Payment>, _ payment: Payment) throws {
        switch fact.event {
        case .requested, .declined: break
        case .paid(let amount):
            paid += amount.amount
            if !paidOnce.insert(fact.subject).inserted {
                throw Violation(.moneyIsConserved, "\(fact.subject.number) is paid twice")
            }
        case .refunded(let amount, _, _):
            refunded += amount.amount
        }
        if case .paid(let amount, let back, _) = payment, back.amount > amount.amount {
            throw Violation(.moneyIsConserved, "\(fact.subject.number) got back more than it paid")
        }
        if refunded > paid {
            throw Violation(.moneyIsConserved, "\(refunded) went back of \(paid)")
        }
    }

    func take(_ fact: Fact<Tally>) throws {
        switch fact.event {
        case .closed, .reopened: break
        case .rang(let word):
            guard words.insert(word).inserted else {
                throw Violation(.nothingIsDoubled, "\(word) rang twice")
            }
        case .counted(let kind, let subject, let position):
            guard counted.insert(position).inserted else {
                throw Violation(.nothingIsDoubled, "fact \(position) was acted on twice")
            }
            let last = lastCounted.updateValue(position, forKey: "\(kind) \(subject)")
            if let last, last > position {
                throw Violation(.orderIsKept, "fact \(position) came behind \(last)")
            }
        }
    }
}

enum Rules {
    static func diary(_ fact: Fact<Diary>, _ diary: Diary) throws {
        for (index, one) in diary.entries.enumerated() {
            for other in diary.entries.dropFirst(index + 1)
            where one.stylist == other.stylist && one.slot.overlaps(other.slot) {
                throw Violation(
                    .nobodyIsDoubleBooked,
                    "\(one.stylist.text): \(one.reservation.number), \(other.reservation.number)"
                )
            }
        }
    }
}
