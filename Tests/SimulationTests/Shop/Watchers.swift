import Kit
import Payments

@testable import HairShop

/// Whose facts are refused for good, from the second of a subject on.
func isPoison(subject: Int64, version: Int64) -> Bool { subject % 7 == 5 && version > 1 }

/// Counts every fact of a reservation once; some cannot be counted, ever.
struct TallyFollowsReservations: Policy {
    func react(to fact: Fact<Reservation>) -> [Request<Tally>] {
        [
            .ask(
                .reservations,
                to: .count(
                    kind: Reservation.name,
                    subject: fact.number,
                    position: fact.id.position,
                    isPoison: isPoison(subject: fact.number, version: fact.version)
                )
            )
        ]
    }
}

/// Counts every fact of a diary once. Its subject is called by words, not by a number of ours.
struct TallyFollowsDiaries: Policy {
    func react(to fact: Fact<Diary>) -> [Request<Tally>] {
        [
            .ask(
                .diaries,
                to: .count(
                    kind: Diary.name,
                    subject: fact.number,
                    position: fact.id.position,
                    isPoison: false
                )
            )
        ]
    }
}

/// Nobody waits for a transfer longer than this.
struct TransfersExpire: Policy {
    static let minutes = 20

    func react(to fact: Fact<Payment>) -> [Request<Payment>] {
        guard case .requested = fact.event else { return [] }
        let due = fact.time.adding(minutes: Self.minutes)
        return [.ask(fact.subject, to: .void(reason: "late"), at: due)]
    }
}

/// Every reservation that is confirmed is remembered once, some time later.
struct CustomersAreReminded: Policy {
    static let minutes = 10

    func react(to fact: Fact<Reservation>) -> [Request<Tally>] {
        guard case .confirmed = fact.event else { return [] }
        let due = fact.time.adding(minutes: Self.minutes)
        return [.ask(.reservations, to: .ring(word: "reminder \(fact.number)"), at: due)]
    }
}

/// The real hair shop, with one more service that watches what the others do.
func watchedShop(clerkDecides: Bool) throws -> Business {
    let shop = hairShop(clerkDecides: clerkDecides)
    func service(_ name: String) throws -> Service {
        guard let service = shop.services.first(where: { $0.name == name }) else {
            throw Violation(.everythingRests, "the hair shop has no service \(name)")
        }
        return service
    }
    let (reservation, payment) = (try service("reservation"), try service("payment"))
    let (hairshop, mypage) = (try service("hairshop"), try service("mypage"))
    guard shop.services.count == 4 else {
        throw Violation(.everythingRests, "the hair shop has services that are not simulated")
    }
    return Business(shop.name) {
        reservation
        payment
        hairshop
        mypage
        Service("watch") {
            Tally.self
            TallyFollowsReservations()
            TallyFollowsDiaries()
            TransfersExpire()
            CustomersAreReminded()
        }
    }
}
