import Kit

/// Some pieces of one thing, paid with money and a coupon.
struct Order: Aggregate {
    private(set) var what: Terms?
    private(set) var isRefunded = false

    struct Terms: Message {
        var stock: ID<Stock>
        var pieces: Int
        var price: Int
        var coupon: Name<Coupon>
    }

    init() {}

    enum Command: Message {
        case buy(terms: Terms)
        case refund
    }

    enum Event: Message {
        case bought(terms: Terms)
        case refunded(terms: Terms)
    }

    enum Refusal: String, Error { case notBought }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .buy(let terms): return [.bought(terms: terms)]
        case .refund:
            guard let what else { throw .notBought }
            return isRefunded ? [] : [.refunded(terms: what)]
        }
    }

    mutating func evolve(_ event: Event) {
        switch event {
        case .bought(let terms): what = terms
        case .refunded: isRefunded = true
        }
    }
}

struct StockFollowsOrder: Policy {
    static let timing = Timing.immediate

    func react(to fact: Fact<Order>) -> [Request<Stock>] {
        guard case .bought(let terms) = fact.event else { return [] }
        return [.ask(terms.stock, to: .take(pieces: terms.pieces))]
    }
}

struct MoneyFollowsOrder: Policy {
    static let timing = Timing.immediate

    func react(to fact: Fact<Order>) -> [Request<Till>] {
        guard case .bought(let terms) = fact.event else { return [] }
        return [.ask(1, to: .take(amount: terms.price))]
    }
}

struct DeliveryFollowsRefund: Policy {
    static let timing = Timing.immediate

    func react(to fact: Fact<Order>) -> [Request<Delivery>] {
        guard case .refunded(let terms) = fact.event else { return [] }
        return [.ask(fact.subject, to: .stop(terms: terms))]
    }
}

/// The courier is sent later, and may be away.
struct CourierFollowsOrder: Policy {
    func react(to fact: Fact<Order>) -> [Request<Courier>] {
        guard case .bought(let terms) = fact.event else { return [] }
        return [.ask(ID(Int64(terms.price % 10) + 1), to: .go(order: fact.subject))]
    }
}
