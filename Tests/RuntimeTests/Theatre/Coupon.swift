import Kit

/// Good for something, until it is torn.
enum Coupon: Aggregate {
    case good, torn

    typealias Identity = Name<Coupon>

    init() { self = .good }

    enum Command: Message {
        case tear
        case restore(terms: Order.Terms)
    }

    enum Event: Message {
        case torn
        case restored(terms: Order.Terms)
    }

    enum Refusal: String, Error { case isTorn }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .tear: return self == .torn ? [] : [.torn]
        case .restore(let terms):
            guard self == .good else { throw .isTorn }
            return [.restored(terms: terms)]
        }
    }

    mutating func evolve(_ event: Event) {
        if event == .torn { self = .torn }
    }
}

struct StockFollowsCoupon: Policy {
    static let timing = Timing.immediate

    func react(to fact: Fact<Coupon>) -> [Request<Stock>] {
        guard case .restored(let terms) = fact.event else { return [] }
        return [.ask(terms.stock, to: .putBack(pieces: terms.pieces))]
    }
}

/// How many pieces of one thing there are.
struct Stock: Aggregate {
    private(set) var pieces = 0

    init() {}

    enum Command: Message {
        case fill(pieces: Int)
        case take(pieces: Int)
        case putBack(pieces: Int)
    }

    enum Event: Message {
        case filled(pieces: Int)
        case taken(pieces: Int)
        case putBack(pieces: Int)
    }

    enum Refusal: String, Error { case soldOut }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .fill(let pieces): return [.filled(pieces: pieces)]
        case .putBack(let pieces): return [.putBack(pieces: pieces)]
        case .take(let wanted):
            guard wanted <= pieces else { throw .soldOut }
            return [.taken(pieces: wanted)]
        }
    }

    mutating func evolve(_ event: Event) {
        switch event {
        case .filled(let more), .putBack(let more): pieces += more
        case .taken(let fewer): pieces -= fewer
        }
    }
}
