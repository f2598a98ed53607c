import Kit

/// What the shop knows of one reservation: who was asked for, who is booked.
struct Appointment: Aggregate {
    typealias Identity = ID<Reservation>

    enum Stage: String, Message {
        case unknown, received, matched, declined, cancellationAsked, cancelled
    }

    private(set) var stage = Stage.unknown
    private(set) var wish: Wish?
    private(set) var openings: [Shop.Opening] = []
    private(set) var stylist: Name<Stylist>?
    private(set) var reason: Reason?

    init() {}

    /// Who matches a stylist to a reservation and confirms a cancellation.
    enum Assignment: String, Message { case auto, manual }

    /// Why the shop cannot serve a wish.
    enum Reason: String, Message { case noSuchShop, noSuchStylist, closed, taken }

    enum Command: Message {
        case receive(wish: Wish, openings: [Shop.Opening], reason: Reason?, assignment: Assignment)
        /// The clerk's choice.
        case assign(stylist: Name<Stylist>)
        /// The diary's answer.
        case match(stylist: Name<Stylist>)
        case decline(reason: Reason, freeTimes: [FreeTime])
        /// The customer's wish to cancel.
        case askToCancel(assignment: Assignment)
        /// The shop's own word.
        case cancel
    }

    indirect enum Event: Message {
        case received(wish: Wish, openings: [Shop.Opening])
        /// The diary is asked for the first who is free.
        case sought(shop: ID<Shop>, slot: Slot, openings: [Shop.Opening])
        /// The diary is asked for the one whom the clerk has chosen.
        case chosen(shop: ID<Shop>, slot: Slot, stylist: Name<Stylist>)
        case matched(stylist: Name<Stylist>)
        case declined(reason: Reason, freeTimes: [FreeTime])
        case cancellationAsked
        case cancelled(shop: ID<Shop>?, slot: Slot?)
    }

    enum Refusal: String, Error { case noSuchStylist, notInTheBook, alreadyCancelled }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .receive(let wish, let openings, let reason, let assignment):
            guard stage == .unknown else { return [] }
            return [.received(wish: wish, openings: openings)]
                + receiving(wish, openings, reason, assignment)

        case .assign(let stylist):
            if stage == .matched, self.stylist == stylist { return [] }
            guard let wish, stage == .received || stage == .matched else { throw notInTheBook }
            guard openings.contains(where: { $0.stylist == stylist }) else { throw .noSuchStylist }
            guard let slot = wish.slot else { return [.matched(stylist: stylist)] }
            return [.chosen(shop: wish.shop, slot: slot, stylist: stylist)]

        case .match(let stylist):
            guard stage == .received || stage == .matched, self.stylist != stylist else {
                return []
            }
            return [.matched(stylist: stylist)]

        case .decline(let reason, let freeTimes):
            guard stage == .received else { return [] }
            return [.declined(reason: reason, freeTimes: freeTimes)]

        case .askToCancel(let assignment):
            guard stage == .received || stage == .matched else { return [] }
            return assignment == .manual ? [.cancellationAsked] : [cancelling]

        case .cancel:
            if stage == .cancelled { return [] }
            guard stage != .unknown, stage != .declined else { throw notInTheBook }
            return [cancelling]
        }
    }

    private var notInTheBook: Refusal { stage == .cancelled ? .alreadyCancelled : .notInTheBook }

    private var cancelling: Event {
        .cancelled(shop: wish?.shop, slot: stylist == nil ? nil : wish?.slot)
    }

    private func receiving(
        _ wish: Wish,
        _ openings: [Shop.Opening],
        _ reason: Reason?,
        _ assignment: Assignment
    ) -> [Event] {
        if let reason { return [.declined(reason: reason, freeTimes: [])] }
        guard assignment == .auto, let first = openings.first else { return [] }
        guard let slot = wish.slot else { return [.matched(stylist: first.stylist)] }
        return [.sought(shop: wish.shop, slot: slot, openings: openings)]
    }

    mutating func evolve(_ event: Event) {
        switch event {
        case .received(let wish, let openings):
            stage = .received
            self.wish = wish
            self.openings = openings
        case .sought, .chosen:
            break
        case .matched(let stylist):
            stage = .matched
            self.stylist = stylist
        case .declined(let reason, _):
            stage = .declined
            self.reason = reason
        case .cancellationAsked:
            stage = .cancellationAsked
        case .cancelled:
            stage = .cancelled
            stylist = nil
        }
    }
}
