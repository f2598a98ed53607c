import Kit

/// What a guest owes, as the first program knew it: drinks, each for 3.00.
struct TabOfVersion1: Aggregate {
    static let name = "Tab"
    /// Drinks here, cents later: a snapshot of this must not be taken for one of those.
    private(set) var owed = 0

    enum Command: Message {
        case order(drink: String)
        case greet
    }
    enum Event: Message {
        case ordered(drink: String)
        case greeted
    }
    enum Refusal: String, Error { case never }

    init() {}

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .order(let drink): [.ordered(drink: drink)]
        case .greet: [.greeted]
        }
    }

    mutating func evolve(_ event: Event) {
        switch event {
        case .ordered: owed += 1
        case .greeted: break
        }
    }
}

/// The same, now that drinks have prices.
struct TabOfVersion2: Aggregate {
    static let name = "Tab"
    static let formerly = Formerly(TabOfVersion1.Event.self, becomes: TabOfVersion2.priced)
    private(set) var owed = 0

    enum Command: Message { case order(drink: String, cents: Int) }
    enum Event: Message {
        case ordered(drink: String, cents: Int)
        case greeted
    }
    typealias Refusal = TabOfVersion1.Refusal

    init() {}

    @Sendable static func priced(_ old: TabOfVersion1.Event) -> Event {
        switch old {
        case .ordered(let drink): .ordered(drink: drink, cents: 3_00)
        case .greeted: .greeted
        }
    }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .order(let drink, let cents): [.ordered(drink: drink, cents: cents)]
        }
    }

    mutating func evolve(_ event: Event) {
        switch event {
        case .ordered(_, let cents): owed += cents
        case .greeted: break
        }
    }
}

/// The same as of today: what is ordered is called served, and has the number of its table.
struct Tab: Aggregate {
    static let formerly = Formerly(TabOfVersion1.Event.self, becomes: TabOfVersion2.priced)
        .then { old -> Event in
            switch old {
            case .ordered(let drink, let cents): .served(drink: drink, cents: cents, table: 0)
            case .greeted: .meantNothing
            }
        }
    private(set) var owed = 0
    private(set) var drinks: [String] = []

    enum Command: Message { case order(drink: String, cents: Int, table: Int) }
    enum Event: Message {
        case served(drink: String, cents: Int, table: Int)
        /// Guests were greeted once, and nobody wants to know any more.
        case meantNothing
    }
    typealias Refusal = TabOfVersion1.Refusal

    init() {}

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .order(let drink, let cents, let table):
            [.served(drink: drink, cents: cents, table: table)]
        }
    }

    mutating func evolve(_ event: Event) {
        switch event {
        case .served(let drink, let cents, _):
            owed += cents
            drinks.append(drink)
        case .meantNothing: break
        }
    }
}

/// One note for each cent of what is served, by its amount.
private struct NotesFollowTabs: Policy {
    func react(to fact: Fact<Tab>) -> [Request<Note>] {
        guard case .served(_, let cents, _) = fact.event else { return [] }
        return [.new(.write(about: Int64(cents)))]
    }
}

/// What each guest has had.
struct Bill: View {
    private(set) var lines: [String] = []

    static let sources = [
        Source<Bill>(
            Tab.self,
            row: { $0.number },
            evolve: { row, fact in
                guard case .served(let drink, let cents, let table) = fact.event else { return }
                row.lines.append("\(fact.version) \(drink) \(cents) \(table)")
            }
        )
    ]
}

let barOfVersion1 = Business("bar") { Service("counter") { TabOfVersion1.self } }
let barOfVersion2 = Business("bar") { Service("counter") { TabOfVersion2.self } }
let bar = Business("bar") {
    Service("counter") { Tab.self }
    Service("office") {
        Note.self
        NotesFollowTabs()
    }
}
