import Kit
import Payments

@testable import HairShop

private let plain = wish()
private let price = Money(20_000, .krw)
private let timed = wish(slot(14), shop: 128, stylist: parkJun)
private let bare = Wish(
    shop: 1,
    customer: nil,
    date: "20210910",
    time: nil,
    slot: nil,
    styling: nil,
    stylist: nil
)
private let times = [FreeTime(day: friday, from: time(16, 30), stylist: chaHong)]

/// An aggregate whose stored events have golden lines.
protocol Golden: Aggregate {
    /// The names under which its events are stored, one for each case.
    associatedtype Name: CaseIterable & RawRepresentable<String>

    /// Says which case an event is. A new case must be named here, and then have a golden line.
    static func name(_ event: Event) -> Name

    /// What the lines of the newest version say, in their order. Only ever added to.
    static var samples: [Event] { get }

    /// What the lines of each former version say today.
    static var formerSamples: [[Event]] { get }
}

extension Golden {
    static var formerSamples: [[Event]] { [] }
}

extension Reservation: Golden {
    enum Name: String, CaseIterable {
        case placed, confirmed, completed, cancellationRequested, released, cancelled, overpaid
    }

    static func name(_ event: Event) -> Name {
        switch event {
        case .placed: .placed
        case .confirmed: .confirmed
        case .completed: .completed
        case .cancellationRequested: .cancellationRequested
        case .released: .released
        case .cancelled: .cancelled
        case .overpaid: .overpaid
        }
    }

    static let samples: [Event] = [
        .placed(wish: plain, deposit: price, token: nil),
        .placed(wish: timed, deposit: Money(12_50, .eur), token: "tok_transfer"),
        .placed(wish: bare, deposit: noMoney, token: nil),
        .confirmed(wish: timed), .completed(stylist: chaHong),
        .cancellationRequested(wish: plain),
        .released(reason: "taken", freeTimes: times, owed: price),
        .released(reason: nil, freeTimes: [], owed: nil),
        .cancelled(wish: plain, reason: nil), .cancelled(wish: timed, reason: "taken"),
        .overpaid(owed: price),
    ]
}

extension Payment: Golden {
    enum Name: String, CaseIterable { case requested, paid, declined, refunded }

    static func name(_ event: Event) -> Name {
        switch event {
        case .requested: .requested
        case .paid: .paid
        case .declined: .declined
        case .refunded: .refunded
        }
    }

    static let samples: [Event] = [
        .requested(amount: price), .paid(amount: Money(12_50, .usd)),
        .declined(reason: "cancelled"),
        .refunded(amount: Money(5_000, .krw), claim: "part", left: Money(15_000, .krw)),
        .refunded(amount: price, claim: "cancellation", left: noMoney),
    ]
}

extension Appointment: Golden {
    enum Name: String, CaseIterable {
        case received, sought, chosen, matched, declined, cancellationAsked, cancelled
    }

    static func name(_ event: Event) -> Name {
        switch event {
        case .received: .received
        case .sought: .sought
        case .chosen: .chosen
        case .matched: .matched
        case .declined: .declined
        case .cancellationAsked: .cancellationAsked
        case .cancelled: .cancelled
        }
    }

    static let samples: [Event] =
        [
            .received(wish: timed, openings: bothWork), .received(wish: plain, openings: []),
            .sought(shop: 128, slot: slot(14), openings: bothWork),
            .chosen(shop: 128, slot: slot(14), stylist: parkJun), .matched(stylist: chaHong),
        ]
        + [Reason.noSuchShop, .noSuchStylist, .closed, .taken].map {
            .declined(reason: $0, freeTimes: $0 == .taken ? times : [])
        }
        + [
            .cancellationAsked, .cancelled(shop: 128, slot: slot(14)),
            .cancelled(shop: nil, slot: nil),
        ]
}

extension Diary: Golden {
    enum Name: String, CaseIterable { case booked, turnedAway, freed }

    static func name(_ event: Event) -> Name {
        switch event {
        case .booked: .booked
        case .turnedAway: .turnedAway
        case .freed: .freed
        }
    }

    static let samples: [Event] = [
        .booked(reservation: 128, slot: slot(14), stylist: chaHong),
        .turnedAway(reservation: 129, slot: slot(9, 30, minutes: 45)), .freed(reservation: 128),
    ]
}

extension Shop: Golden {
    enum Name: String, CaseIterable { case opened, changed }

    static func name(_ event: Event) -> Name {
        switch event {
        case .opened: .opened
        case .changed: .changed
        }
    }

    static let samples: [Event] = [
        .opened(
            profile: Profile(
                name: "Yeyak Hair",
                timeZone: "Asia/Seoul",
                openingHours: Weekday.allCases.map { hours(10, 20, $0) },
                stylists: [Employee(name: chaHong, workingHours: [hours(10, 19, .monday)])],
                stylings: [Offer(name: "cut", minutes: 30, deposit: Money(5_000, .krw))]
            )
        ),
        .changed(
            profile: Profile(
                name: "예약",
                timeZone: "Europe/Berlin",
                openingHours: [],
                stylists: [Employee(name: parkJun, workingHours: [])],
                stylings: []
            )
        ),
    ]
}

extension PriceList: Golden {
    enum Name: String, CaseIterable { case noted }

    static func name(_ event: Event) -> Name {
        switch event {
        case .noted: .noted
        }
    }

    static let samples: [Event] = [
        .noted(
            timeZone: "Asia/Seoul",
            offers: [Shop.Offer(name: "perm", minutes: 120, deposit: price)]
        ),
        .noted(timeZone: "America/New_York", offers: []),
    ]
}
