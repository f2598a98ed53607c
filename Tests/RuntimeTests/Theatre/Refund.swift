import Kit

/// Brings what was ordered, unless it is stopped in time.
enum Delivery: Aggregate {
    case waiting, gone, stopped

    typealias Identity = ID<Order>

    init() { self = .waiting }

    enum Command: Message {
        case leave
        case stop(terms: Order.Terms)
    }

    enum Event: Message {
        case left
        case stopped(terms: Order.Terms)
    }

    enum Refusal: String, Error { case alreadyGone }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .leave: return self == .gone ? [] : [.left]
        case .stop(let terms):
            guard self != .gone else { throw .alreadyGone }
            return self == .stopped ? [] : [.stopped(terms: terms)]
        }
    }

    mutating func evolve(_ event: Event) {
        switch event {
        case .left: self = .gone
        case .stopped: self = .stopped
        }
    }
}

struct MoneyFollowsDelivery: Policy {
    static let timing = Timing.immediate

    func react(to fact: Fact<Delivery>) -> [Request<Till>] {
        guard case .stopped(let terms) = fact.event else { return [] }
        return [.ask(1, to: .giveBack(terms: terms))]
    }
}

/// All the money there is.
struct Till: Aggregate {
    private(set) var amount = 0

    init() {}

    enum Command: Message {
        case take(amount: Int)
        case giveBack(terms: Order.Terms)
    }

    enum Event: Message {
        case took(amount: Int)
        case gaveBack(terms: Order.Terms)
    }

    enum Refusal: String, Error { case empty }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .take(let amount): return [.took(amount: amount)]
        case .giveBack(let terms):
            guard terms.price <= amount else { throw .empty }
            return [.gaveBack(terms: terms)]
        }
    }

    mutating func evolve(_ event: Event) {
        switch event {
        case .took(let more): amount += more
        case .gaveBack(let terms): amount -= terms.price
        }
    }
}

struct CouponFollowsMoney: Policy {
    static let timing = Timing.immediate

    func react(to fact: Fact<Till>) -> [Request<Coupon>] {
        guard case .gaveBack(let terms) = fact.event else { return [] }
        return [.ask(terms.coupon, to: .restore(terms: terms))]
    }
}
