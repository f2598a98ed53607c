import Kit

/// Goes where it is sent, unless it is away.
struct Courier: Aggregate {
    private(set) var isAway = false
    private(set) var orders: [ID<Order>] = []

    init() {}

    enum Command: Message {
        case leave
        case comeBack
        case go(order: ID<Order>)
    }

    enum Event: Message {
        case left
        case cameBack
        case went(order: ID<Order>)
    }

    enum Refusal: String, Error { case away }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .leave: return isAway ? [] : [.left]
        case .comeBack: return isAway ? [.cameBack] : []
        case .go(let order):
            guard !isAway else { throw .away }
            return [.went(order: order)]
        }
    }

    mutating func evolve(_ event: Event) {
        switch event {
        case .left: isAway = true
        case .cameBack: isAway = false
        case .went(let order): orders.append(order)
        }
    }
}

/// What never ends once it has begun.
struct Echo: Aggregate {
    private(set) var calls = 0

    init() {}

    enum Command: Message { case call }
    enum Event: Message { case called }
    enum Refusal: String, Error { case never }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] { [.called] }
    mutating func evolve(_ event: Event) { calls += 1 }
}

struct EchoAnswersItself: Policy {
    static let timing = Timing.immediate

    func react(to fact: Fact<Echo>) -> [Request<Echo>] { [.ask(fact.subject, to: .call)] }
}
