import Kit

/// One page of a shop's diary: who is booked when, on one day. No stylist is booked twice for
/// overlapping times.
struct Diary: Aggregate {
    private(set) var entries: [Entry] = []

    init() {}

    struct Identity: AggregateIdentity {
        let shop: ID<Shop>
        let day: Day
    }

    struct Entry: Message {
        let reservation: ID<Reservation>
        let stylist: Name<Stylist>
        let slot: Slot
    }

    enum Command: Message {
        /// Books the first who works then and is free; when nobody is, the wish is turned away.
        case find(reservation: ID<Reservation>, slot: Slot, openings: [Shop.Opening])
        /// Books this stylist, or refuses. Takes the place of an earlier entry of the reservation.
        case book(reservation: ID<Reservation>, slot: Slot, stylist: Name<Stylist>)
        case free(reservation: ID<Reservation>)
    }

    enum Event: Message {
        case booked(reservation: ID<Reservation>, slot: Slot, stylist: Name<Stylist>)
        case turnedAway(reservation: ID<Reservation>, slot: Slot)
        case freed(reservation: ID<Reservation>)
    }

    enum Refusal: String, Error { case taken }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .find(let reservation, let slot, let openings):
            if entries.contains(where: { $0.reservation == reservation }) { return [] }
            for opening in openings where opening.covers(slot) {
                guard isFree(opening.stylist, for: slot, besides: reservation) else { continue }
                return [.booked(reservation: reservation, slot: slot, stylist: opening.stylist)]
            }
            return [.turnedAway(reservation: reservation, slot: slot)]

        case .book(let reservation, let slot, let stylist):
            let entry = Entry(reservation: reservation, stylist: stylist, slot: slot)
            if entries.contains(entry) { return [] }
            guard isFree(stylist, for: slot, besides: reservation) else { throw .taken }
            return [.booked(reservation: reservation, slot: slot, stylist: stylist)]

        case .free(let reservation):
            guard entries.contains(where: { $0.reservation == reservation }) else { return [] }
            return [.freed(reservation: reservation)]
        }
    }

    private func isFree(
        _ stylist: Name<Stylist>,
        for slot: Slot,
        besides reservation: ID<Reservation>
    ) -> Bool {
        !entries.contains {
            $0.stylist == stylist && $0.reservation != reservation && $0.slot.overlaps(slot)
        }
    }

    mutating func evolve(_ event: Event) {
        switch event {
        case .booked(let reservation, let slot, let stylist):
            entries.removeAll { $0.reservation == reservation }
            entries.append(Entry(reservation: reservation, stylist: stylist, slot: slot))
        case .turnedAway:
            break
        case .freed(let reservation):
            entries.removeAll { $0.reservation == reservation }
        }
    }
}

extension Diary {
    /// Appointments begin at every full and half hour.
    static let step = 30

    /// The times at which someone is free for so many minutes, on the wall of the shop, earliest
    /// first and each with those who are free.
    func freeTimes(
        minutes: Int,
        openings: [Shop.Opening]
    ) -> [(from: TimeOfDay, stylists: [Name<Stylist>])] {
        guard let first = openings.map(\.from).min(), let last = openings.map(\.until).max() else {
            return []
        }
        let begin = (first.minutes + Self.step - 1) / Self.step * Self.step
        return stride(from: begin, to: last.minutes, by: Self.step).compactMap { minute in
            guard let from = TimeOfDay(minutes: minute), let until = from.adding(minutes: minutes)
            else { return nil }
            var stylists: [Name<Stylist>] = []
            for opening in openings
            where opening.from <= from && until <= opening.until
                && isFree(opening.stylist, from: from, until: until)
                && !stylists.contains(opening.stylist)
            { stylists.append(opening.stylist) }
            return stylists.isEmpty ? nil : (from, stylists)
        }
    }

    private func isFree(_ stylist: Name<Stylist>, from: TimeOfDay, until: TimeOfDay) -> Bool {
        !entries.contains {
            $0.stylist == stylist && $0.slot.from < until && from < $0.slot.until
        }
    }
}

extension Diary.Identity {
    var key: Key {
        let (year, month, date) = day.calendar
        return .text("\(shop.number)/\(year * 10_000 + month * 100 + date)")
    }

    init?(key: Key) {
        guard case .text(let text) = key else { return nil }
        let parts = text.split(separator: "/")
        guard parts.count == 2, let shop = Int64(parts[0]), let date = Int(parts[1]),
            let day = Day(year: date / 10_000, month: date / 100 % 100, day: date % 100)
        else { return nil }
        self.init(shop: ID(shop), day: day)
    }
}
