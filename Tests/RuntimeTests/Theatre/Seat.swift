import Kit

/// One seat, by the words on its back. Held by one booking at most.
enum Seat: Aggregate {
    case free
    case held(by: ID<Booking>, until: Instant)

    typealias Identity = Name<Seat>

    init() { self = .free }

    enum Command: Message {
        case hold(booking: ID<Booking>, until: Instant)
        case release(booking: ID<Booking>)
        case expire
    }

    enum Event: Message {
        case held(booking: ID<Booking>, until: Instant)
        case released
        case expired
    }

    enum Refusal: String, Error { case taken }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .hold(let booking, let until):
            if self == .held(by: booking, until: until) { return [] }
            guard self == .free else { throw .taken }
            return [.held(booking: booking, until: until)]
        case .release(let booking):
            guard case .held(by: booking, _) = self else { return [] }
            return [.released]
        case .expire:
            guard case .held(_, let until) = self, until <= now else { return [] }
            return [.expired]
        }
    }

    mutating func evolve(_ event: Event) {
        switch event {
        case .held(let booking, let until): self = .held(by: booking, until: until)
        case .released, .expired: self = .free
        }
    }
}

/// No hold outlives its time.
struct HoldsExpire: Policy {
    func react(to fact: Fact<Seat>) -> [Request<Seat>] {
        guard case .held(_, let until) = fact.event else { return [] }
        return [.ask(fact.subject, to: .expire, at: until)]
    }
}

/// A booking hears of each of its seats at once.
struct BookingHearsOfSeats: Policy {
    static let timing = Timing.immediate

    func react(to fact: Fact<Seat>) -> [Request<Booking>] {
        guard case .held(let booking, _) = fact.event else { return [] }
        return [.ask(booking, to: .note(seat: fact.subject))]
    }
}
