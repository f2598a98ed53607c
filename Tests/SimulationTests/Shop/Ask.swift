import Kit
import Payments
import Runtime

@testable import HairShop

/// What callers ask for, as it comes over the wire.
enum Ask: Sendable {
    case open(Shop.Profile)
    case change(shop: Int64, Shop.Profile)
    case book(Booking)
    case cancel(reservation: Int64)
    /// A transfer has arrived, or the bank says that it never will.
    case collect(reservation: Int64)
    case decline(reservation: Int64)
    /// The clerk's words.
    case assign(reservation: Int64, Name<Stylist>)
    case letGo(reservation: Int64)
    case ring(String)
    case close
    case reopen

    struct Booking: Sendable {
        let shop: ID<Shop>
        /// Nobody else has this name: a reservation that is made twice is found out.
        let customer: Name<Customer>
        let day: Int
        let hour: Int?
        let styling: Name<Styling>?
        let stylist: Name<Stylist>?
        let token: Name<PaymentToken>?
    }

    /// The kind of aggregate that is asked.
    var kind: String {
        switch self {
        case .open, .change: Shop.name
        case .book, .cancel: Reservation.name
        case .collect, .decline: Payment.name
        case .assign, .letGo: Appointment.name
        case .ring, .close, .reopen: Tally.name
        }
    }

    var word: String {
        switch self {
        case .open: "open"
        case .change(let shop, _): "change \(shop)"
        case .book(let booking): "book \(booking.customer.text)"
        case .cancel(let number): "cancel \(number)"
        case .collect(let number): "collect \(number)"
        case .decline(let number): "decline \(number)"
        case .assign(let number, let stylist): "assign \(number) \(stylist.text)"
        case .letGo(let number): "let go \(number)"
        case .ring(let word): "ring \(word)"
        case .close: "close"
        case .reopen: "reopen"
        }
    }
}

/// Who can be asked in one life of the ledger.
struct Guards: Sendable {
    let reservations: Guarded<Reservation>
    let payments: Guarded<Payment>
    let appointments: Guarded<Appointment>
    let diaries: Guarded<Diary>
    let shops: Guarded<Shop>
    let lists: Guarded<PriceList>
    let tallies: Guarded<Tally>

    init(_ ledger: Ledger, _ business: String) throws {
        reservations = try ledger.guarded(Reservation.self, in: business)
        payments = try ledger.guarded(Payment.self, in: business)
        appointments = try ledger.guarded(Appointment.self, in: business)
        diaries = try ledger.guarded(Diary.self, in: business)
        shops = try ledger.guarded(Shop.self, in: business)
        lists = try ledger.guarded(PriceList.self, in: business)
        tallies = try ledger.guarded(Tally.self, in: business)
    }

    func answer(_ ask: Ask, _ desk: Desk) throws -> Reply {
        switch ask {
        case .open(let profile):
            return reply(try desk.ask(.new, of: shops, to: .open(profile: profile)), 201)
        case .change(let shop, let profile):
            return reply(
                try desk.ask(.number(shop), of: shops, to: .change(profile: profile)),
                200
            )
        case .book(let booking):
            return reply(try desk.ask(.new, of: reservations, to: placing(booking, desk)), 201)
        case .cancel(let number):
            let asked = try desk.ask(.number(number), of: reservations, to: .requestCancellation)
            return reply(asked, 204)
        case .collect(let number):
            return reply(try desk.ask(.identity(ID(number)), of: payments, to: .collect), 200)
        case .decline(let number):
            let void = Payment.Command.void(reason: "bank")
            return reply(try desk.ask(.identity(ID(number)), of: payments, to: void), 200)
        case .assign(let number, let stylist):
            let assign = Appointment.Command.assign(stylist: stylist)
            return reply(try desk.ask(.identity(ID(number)), of: appointments, to: assign), 200)
        case .letGo(let number):
            return reply(try desk.ask(.identity(ID(number)), of: appointments, to: .cancel), 204)
        case .ring(let word):
            return reply(try desk.ask(.identity(.words), of: tallies, to: .ring(word: word)), 200)
        case .close:
            return reply(try desk.ask(.identity(.reservations), of: tallies, to: .close), 200)
        case .reopen:
            return reply(try desk.ask(.identity(.reservations), of: tallies, to: .reopen), 200)
        }
    }

    /// As the wire does it: terms out of the price list, the slot out of the terms.
    private func placing(_ booking: Ask.Booking, _ desk: Desk) -> Reservation.Command {
        let list = PriceList.known(booking.shop, desk.lookup(besides: reservations))
        let terms = list?.terms(for: booking.styling)
        let minutes = terms?.minutes ?? Terms.standard.minutes
        let wish = Wish(
            shop: booking.shop,
            customer: booking.customer,
            date: "\(booking.day)",
            time: booking.hour.map { "\($0)00" },
            slot: Town.slot(minutes: minutes, day: booking.day, hour: booking.hour),
            styling: booking.styling,
            stylist: booking.stylist
        )
        return .place(wish: wish, terms: terms, token: booking.token)
    }

    /// The body says how the one who was asked stands, the tag in which version.
    private func reply<A: Aggregate>(_ standing: Standing<A>, _ status: Int) -> Reply {
        Reply(
            status: status,
            location: "\(standing.number)",
            entityTag: "\(standing.version)",
            body: encoded(standing.state)
        )
    }
}
