public import Kit

/// What is paid for, whatever the business calls it.
public enum Purchase {}

/// What a payment provider was told to charge: a card's token, never the card.
public enum PaymentToken {}

/// Why money goes back.
public enum RefundClaim {}

/// The money for one purchase: asked for, taken or declined, and given back in parts or whole.
/// Never more is given back than was taken.
public enum Payment: Aggregate {
    public typealias Identity = ID<Purchase>

    case none
    case requested(amount: Money)
    case paid(amount: Money, refunded: Money, claims: [Name<RefundClaim>])
    case declined(reason: String)

    public init() { self = .none }

    public enum Command: Message {
        /// Asks the provider for the money.
        case charge(amount: Money, token: Name<PaymentToken>?)
        /// Takes what is due: a transfer has arrived.
        case collect
        /// Gives up on money that has not arrived.
        case void(reason: String)
        /// Gives back so much, or all that is left. The same claim is honoured once.
        case refund(amount: Money?, claim: Name<RefundClaim>)
    }

    public enum Event: Message {
        case requested(amount: Money)
        case paid(amount: Money)
        case declined(reason: String)
        case refunded(amount: Money, claim: Name<RefundClaim>, left: Money)
    }

    public enum Refusal: String, Error {
        case paymentDeclined, nothingDue, alreadyRefunded, moreThanPaid, notAnAmount
    }

    public func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .charge(let amount, let token):
            guard case .none = self else { return [] }
            guard amount.amount > 0 else { throw .notAnAmount }
            switch Provider.verdict(on: token) {
            case .approved: return [.paid(amount: amount)]
            case .awaited: return [.requested(amount: amount)]
            case .declined: throw .paymentDeclined
            }

        case .collect:
            switch self {
            case .none, .declined: throw .nothingDue
            case .requested(let amount): return [.paid(amount: amount)]
            case .paid(let amount, let refunded, _):
                guard refunded.amount < amount.amount else { throw .alreadyRefunded }
                return []
            }

        case .void(let reason):
            guard case .requested = self else { return [] }
            return [.declined(reason: reason)]

        case .refund(let wanted, let claim):
            return try refunding(wanted, for: claim)
        }
    }

    private func refunding(
        _ wanted: Money?,
        for claim: Name<RefundClaim>
    ) throws(Refusal) -> [Event] {
        guard case .paid(let amount, let refunded, let claims) = self else { throw .nothingDue }
        if claims.contains(claim) { return [] }
        guard let left = amount.subtracting(refunded), left.amount > 0 else {
            throw .alreadyRefunded
        }
        let given = wanted ?? left
        guard given.amount > 0 else { throw .notAnAmount }
        guard let rest = left.subtracting(given), rest.amount >= 0 else { throw .moreThanPaid }
        return [.refunded(amount: given, claim: claim, left: rest)]
    }

    public mutating func evolve(_ event: Event) {
        switch event {
        case .requested(let amount):
            self = .requested(amount: amount)
        case .paid(let amount):
            self = .paid(amount: amount, refunded: Money(0, amount.currency), claims: [])
        case .declined(let reason):
            self = .declined(reason: reason)
        case .refunded(_, let claim, let left):
            guard case .paid(let amount, let refunded, let claims) = self else { return }
            self = .paid(
                amount: amount,
                refunded: amount.subtracting(left) ?? refunded,
                claims: claims + [claim]
            )
        }
    }
}

/// The built-in provider: it approves at once, but for the tokens with which "no" and "not yet" can
/// be tried.
public enum Provider {
    public enum Verdict: Sendable { case approved, awaited, declined }

    /// A card that is always declined.
    public static let declinedCard: Name<PaymentToken> = "tok_declined"
    /// A bank transfer: the money arrives later, or never.
    public static let bankTransfer: Name<PaymentToken> = "tok_transfer"

    public static func verdict(on token: Name<PaymentToken>?) -> Verdict {
        switch token {
        case declinedCard: .declined
        case bankTransfer: .awaited
        default: .approved
        }
    }
}
