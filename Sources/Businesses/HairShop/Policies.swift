import Kit
import Payments

/// No reservation without its deposit: the customer waits for the answer.
struct DepositIsPaidFirst: Policy {
    static var timing: Timing { .immediate }

    func react(to fact: Fact<Reservation>) -> [Request<Payment>] {
        guard case .placed(_, let deposit, let token) = fact.event, !deposit.isZero else {
            return []
        }
        return [.ask(ID(fact.subject), to: .charge(amount: deposit, token: token))]
    }
}

/// Paid for, it is confirmed; when the money will not come, it is given up.
struct ReservationFollowsPayment: Policy {
    static var timing: Timing { .immediate }

    func react(to fact: Fact<Payment>) -> [Request<Reservation>] {
        switch fact.event {
        case .requested, .refunded: []
        case .paid: [.ask(ID(fact.subject), to: .confirm)]
        case .declined(let reason): [.ask(ID(fact.subject), to: .abandon(reason: reason))]
        }
    }
}

/// Once paid, the wish goes to the shop, which sees who could serve it; whoever wants to cancel
/// asks it to let the stylist go. One policy, so that the second never overtakes the first.
struct ShopChecksReservations: InformedPolicy {
    let assignment: Appointment.Assignment

    func react(to fact: Fact<Reservation>, knowing lookup: some Lookup) -> [Request<Appointment>] {
        switch fact.event {
        case .confirmed(let wish):
            [.ask(fact.subject, to: receiving(wish, lookup))]
        case .cancellationRequested:
            [.ask(fact.subject, to: .askToCancel(assignment: assignment))]
        case .placed, .completed, .released, .cancelled, .overpaid: []
        }
    }

    private func receiving(_ wish: Wish, _ lookup: some Lookup) -> Appointment.Command {
        let profile = lookup.current(Shop.self, wish.shop)?.profile
        let openings = profile?.openings(for: wish) ?? []
        return .receive(
            wish: wish,
            openings: openings,
            reason: openings.isEmpty ? reason(wish, profile) : nil,
            assignment: assignment
        )
    }

    private func reason(_ wish: Wish, _ profile: Shop.Profile?) -> Appointment.Reason {
        guard let profile else { return .noSuchShop }
        guard let wished = wish.stylist else { return .closed }
        return profile.stylists.contains { $0.name == wished } ? .closed : .noSuchStylist
    }
}

/// A time is only promised when the diary has it.
struct DiaryKeepsTime: Policy {
    static var timing: Timing { .immediate }

    func react(to fact: Fact<Appointment>) -> [Request<Diary>] {
        switch fact.event {
        case .sought(let shop, let slot, let openings):
            [
                .ask(
                    Diary.Identity(shop: shop, day: slot.day),
                    to: .find(reservation: fact.subject, slot: slot, openings: openings)
                )
            ]
        case .chosen(let shop, let slot, let stylist):
            [
                .ask(
                    Diary.Identity(shop: shop, day: slot.day),
                    to: .book(reservation: fact.subject, slot: slot, stylist: stylist)
                )
            ]
        case .cancelled(let shop?, let slot?):
            [
                .ask(
                    Diary.Identity(shop: shop, day: slot.day),
                    to: .free(reservation: fact.subject)
                )
            ]
        case .received, .matched, .declined, .cancellationAsked, .cancelled: []
        }
    }
}

/// The appointment is what the diary says; a wish that is turned away is offered other times.
struct AppointmentFollowsDiary: InformedPolicy {
    static var timing: Timing { .immediate }
    static let offered = 3
    static let daysAhead = 14

    func react(to fact: Fact<Diary>, knowing lookup: some Lookup) -> [Request<Appointment>] {
        switch fact.event {
        case .booked(let reservation, _, let stylist):
            [.ask(reservation, to: .match(stylist: stylist))]
        case .turnedAway(let reservation, let slot):
            [
                .ask(
                    reservation,
                    to: .decline(
                        reason: reason(reservation, slot, lookup),
                        freeTimes: freeTimes(fact.subject.shop, reservation, slot, lookup)
                    )
                )
            ]
        case .freed: []
        }
    }

    private func reason(
        _ reservation: ID<Reservation>,
        _ slot: Slot,
        _ lookup: some Lookup
    ) -> Appointment.Reason {
        let openings = lookup.current(Appointment.self, reservation)?.openings ?? []
        return openings.contains { $0.covers(slot) } ? .taken : .closed
    }

    /// The first free times from the wished one on, that day or on one of the next.
    private func freeTimes(
        _ shop: ID<Shop>,
        _ reservation: ID<Reservation>,
        _ slot: Slot,
        _ lookup: some Lookup
    ) -> [FreeTime] {
        guard let profile = lookup.current(Shop.self, shop)?.profile else { return [] }
        let wished = lookup.current(Appointment.self, reservation)?.wish?.stylist
        var found: [FreeTime] = []
        for ahead in 0...Self.daysAhead where found.count < Self.offered {
            guard let day = slot.day.adding(days: ahead) else { break }
            let diary =
                lookup.current(Diary.self, Diary.Identity(shop: shop, day: day)) ?? Diary()
            let openings = profile.openings(on: day).filter {
                wished == nil || $0.stylist == wished
            }
            for time in diary.freeTimes(minutes: slot.minutes, openings: openings)
            where ahead > 0 || time.from >= slot.from {
                guard found.count < Self.offered, let stylist = time.stylists.first else { break }
                found.append(FreeTime(day: day, from: time.from, stylist: stylist))
            }
        }
        return found
    }
}

/// The customer's reservation is what the shop says.
struct ReservationFollowsShop: Policy {
    func react(to fact: Fact<Appointment>) -> [Request<Reservation>] {
        switch fact.event {
        case .received, .sought, .chosen, .cancellationAsked: []
        case .matched(let stylist): [.ask(fact.subject, to: .complete(stylist: stylist))]
        case .declined(let reason, let freeTimes):
            [.ask(fact.subject, to: .release(reason: reason.rawValue, freeTimes: freeTimes))]
        case .cancelled: [.ask(fact.subject, to: .release(reason: nil, freeTimes: []))]
        }
    }
}

/// What was paid goes back once the stylist is let go; what was not paid is not waited for.
struct DepositGoesBack: Policy {
    func react(to fact: Fact<Reservation>) -> [Request<Payment>] {
        switch fact.event {
        case .released(_, _, .some), .overpaid:
            [.ask(ID(fact.subject), to: .refund(amount: nil, claim: "cancellation"))]
        case .cancelled:
            [.ask(ID(fact.subject), to: .void(reason: "cancelled"))]
        case .placed, .confirmed, .completed, .cancellationRequested, .released: []
        }
    }
}

/// The reservation is cancelled when the money is back.
struct CancellationFollowsRefund: Policy {
    func react(to fact: Fact<Payment>) -> [Request<Reservation>] {
        guard case .refunded(_, _, let left) = fact.event, left.isZero else { return [] }
        return [.ask(ID(fact.subject), to: .settle)]
    }
}

/// The reservation desk writes down what shops say of themselves.
struct PriceListFollowsShop: Policy {
    func react(to fact: Fact<Shop>) -> [Request<PriceList>] {
        switch fact.event {
        case .opened(let profile), .changed(let profile):
            [
                .ask(
                    fact.subject,
                    to: .note(timeZone: profile.timeZone, offers: profile.stylings)
                )
            ]
        }
    }
}
