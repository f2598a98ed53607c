import Kit

/// Some seats for one customer: all of them, or none.
struct Booking: Aggregate {
    private(set) var wanted: [Name<Seat>] = []
    private(set) var held: [Name<Seat>] = []
    private(set) var isConfirmed = false

    init() {}

    enum Command: Message {
        case place(seats: [Name<Seat>], until: Instant)
        case note(seat: Name<Seat>)
    }

    enum Event: Message {
        case placed(seats: [Name<Seat>], until: Instant)
        case noted(seat: Name<Seat>)
        case confirmed
    }

    enum Refusal: String, Error { case noSeats, unknown }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .place(let seats, let until):
            guard !seats.isEmpty else { throw .noSeats }
            return [.placed(seats: seats, until: until)]
        case .note(let seat):
            if held.contains(seat) { return [] }
            guard wanted.contains(seat) else { throw .unknown }
            return Set(held + [seat]) == Set(wanted)
                ? [.noted(seat: seat), .confirmed] : [.noted(seat: seat)]
        }
    }

    mutating func evolve(_ event: Event) {
        switch event {
        case .placed(let seats, _): wanted = seats
        case .noted(let seat): held.append(seat)
        case .confirmed: isConfirmed = true
        }
    }
}

struct BookingTakesSeats: Policy {
    static let timing = Timing.immediate

    func react(to fact: Fact<Booking>) -> [Request<Seat>] {
        guard case .placed(let seats, let until) = fact.event else { return [] }
        return seats.map { .ask($0, to: .hold(booking: fact.subject, until: until)) }
    }
}

/// One note for every confirmed booking. Each is a new one, so that doing it twice would show.
struct NotesFollowBookings: Policy {
    func react(to fact: Fact<Booking>) -> [Request<Note>] {
        guard fact.event == .confirmed else { return [] }
        return [.new(.write(about: fact.subject.number))]
    }
}

/// Something that was written down, once.
struct Note: Aggregate {
    private(set) var about: Int64?

    init() {}

    enum Command: Message { case write(about: Int64) }
    enum Event: Message { case written(about: Int64) }
    enum Refusal: String, Error { case never }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .write(let about): [.written(about: about)]
        }
    }

    mutating func evolve(_ event: Event) {
        switch event {
        case .written(let about): self.about = about
        }
    }
}
