import Kit

/// What a customer sees of a reservation, on one page.
struct MyPage: View {
    private(set) var wish: Wish?
    private(set) var deposit: Money?
    private(set) var status = Status.requested
    private(set) var stylist: Name<Stylist>?
    private(set) var stylistIsGone = false
    private(set) var moneyIsBack = false
    private(set) var reason: String?
    private(set) var freeTimes: [FreeTime] = []

    init() {}

    enum Status: String, Message { case requested, completed, cancellationRequested, cancelled }

    static var sources: [Source<Self>] {
        [
            Source(Reservation.self, row: { $0.number }, evolve: { $0.evolve($1) }),
            Source(Appointment.self, row: { $0.subject.number }, evolve: { $0.evolve($1) }),
        ]
    }

    mutating func evolve(_ fact: Fact<Reservation>) {
        switch fact.event {
        case .placed(let wish, let deposit, _):
            self.wish = wish
            self.deposit = deposit
        case .confirmed, .completed, .overpaid:
            break
        case .cancellationRequested:
            if status != .cancelled { status = .cancellationRequested }
        case .released(let reason, let freeTimes, _):
            self.reason = reason
            self.freeTimes = freeTimes
        case .cancelled(_, let reason):
            status = .cancelled
            moneyIsBack = true
            self.reason = reason ?? self.reason
        }
    }

    mutating func evolve(_ fact: Fact<Appointment>) {
        switch fact.event {
        case .received, .sought, .chosen, .cancellationAsked:
            break
        case .matched(let stylist):
            self.stylist = stylist
            if status == .requested { status = .completed }
        case .declined:
            stylistIsGone = true
        case .cancelled:
            stylistIsGone = true
            status = .cancelled
        }
    }
}
