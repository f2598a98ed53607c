import Kit
import Payments

/// A customer's reservation, from the wish to the chair, or back to the money.
struct Reservation: Aggregate {
    enum Stage: String, Message {
        case unknown, placed, confirmed, completed, cancellationRequested, released, cancelled
    }

    private(set) var stage = Stage.unknown
    private(set) var wish: Wish?
    private(set) var deposit: Money?
    /// Whether its money has come, be it back with the customer by now.
    private(set) var isPaid = false
    private(set) var stylist: Name<Stylist>?
    private(set) var reason: String?
    private(set) var freeTimes: [FreeTime] = []

    init() {}

    enum Command: Message {
        /// - `terms`: what the shop asks for; nil when nobody knows the shop.
        case place(wish: Wish, terms: Terms?, token: Name<PaymentToken>?)
        /// The money is there.
        case confirm
        /// The money will not come.
        case abandon(reason: String)
        /// The shop has found a stylist.
        case complete(stylist: Name<Stylist>)
        case requestCancellation
        /// The shop has let the stylist go, or has never found one.
        case release(reason: String?, freeTimes: [FreeTime])
        /// The money has gone back.
        case settle
    }

    indirect enum Event: Message {
        case placed(wish: Wish, deposit: Money, token: Name<PaymentToken>?)
        case confirmed(wish: Wish)
        case completed(stylist: Name<Stylist>)
        case cancellationRequested(wish: Wish)
        case released(reason: String?, freeTimes: [FreeTime], owed: Money?)
        case cancelled(wish: Wish, reason: String?)
        /// Money came for a reservation that was given up already.
        case overpaid(owed: Money)
    }

    enum Refusal: String, Error { case unknownShop, notPlaced, alreadyCancelled }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .place(let wish, let terms, let token):
            guard stage == .unknown else { return [] }
            guard let terms else { throw .unknownShop }
            let placed = Event.placed(wish: wish, deposit: terms.deposit, token: token)
            return terms.deposit.isZero ? [placed, .confirmed(wish: wish)] : [placed]

        case .confirm:
            if isPaid { return [] }
            guard let wish, let deposit else { throw .notPlaced }
            if deposit.isZero { return [] }
            return stage == .placed ? [.confirmed(wish: wish)] : [.overpaid(owed: deposit)]

        case .abandon(let reason):
            guard stage == .placed, let wish else { return [] }
            return [.cancelled(wish: wish, reason: reason)]

        case .complete(let stylist):
            guard stage == .confirmed || stage == .completed, self.stylist != stylist else {
                return []
            }
            return [.completed(stylist: stylist)]

        case .requestCancellation:
            return try requestingCancellation()

        case .release(let reason, let freeTimes):
            return releasing(because: reason, freeTimes: freeTimes)

        case .settle:
            guard stage == .released, let wish else { return [] }
            return [.cancelled(wish: wish, reason: reason)]
        }
    }

    private func requestingCancellation() throws(Refusal) -> [Event] {
        guard let wish else { throw .notPlaced }
        switch stage {
        case .unknown: throw .notPlaced
        case .placed:
            return [.cancellationRequested(wish: wish), .cancelled(wish: wish, reason: nil)]
        case .confirmed, .completed: return [.cancellationRequested(wish: wish)]
        case .cancellationRequested, .released: return []
        case .cancelled: throw .alreadyCancelled
        }
    }

    private func releasing(because reason: String?, freeTimes: [FreeTime]) -> [Event] {
        guard let wish, stage != .unknown, stage != .released, stage != .cancelled else {
            return []
        }
        guard isPaid else {
            let released = Event.released(reason: reason, freeTimes: freeTimes, owed: nil)
            return [released, .cancelled(wish: wish, reason: reason)]
        }
        return [.released(reason: reason, freeTimes: freeTimes, owed: deposit)]
    }

    mutating func evolve(_ event: Event) {
        switch event {
        case .placed(let wish, let deposit, _):
            stage = .placed
            self.wish = wish
            self.deposit = deposit
        case .confirmed:
            stage = .confirmed
            isPaid = deposit?.isZero == false
        case .completed(let stylist):
            stage = .completed
            self.stylist = stylist
        case .cancellationRequested:
            stage = .cancellationRequested
        case .released(let reason, let freeTimes, _):
            stage = .released
            stylist = nil
            self.reason = reason
            self.freeTimes = freeTimes
        case .cancelled(_, let reason):
            stage = .cancelled
            self.reason = reason
        case .overpaid:
            isPaid = true
        }
    }
}
