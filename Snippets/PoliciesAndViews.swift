// A policy asks and a view looks; both are tried with facts that stand alone.
// Run it with `swift run PoliciesAndViews`.

import Kit

/// An order at a bar.
enum Order: Aggregate {
    case open, poured

    init() { self = .open }

    enum Command: Message {
        case take(drink: String)
        case pour
    }

    enum Event: Message {
        case taken(drink: String)
        case poured
    }

    enum Refusal: String, Error { case never }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .take(let drink): [.taken(drink: drink)]
        case .pour: self == .poured ? [] : [.poured]
        }
    }

    mutating func evolve(_ event: Event) {
        if event == .poured { self = .poured }
    }
}

/// What was taken is poured five minutes later. It asks; it does nothing itself.
struct BarKeepsPouring: Policy {
    func react(to fact: Fact<Order>) -> [Request<Order>] {
        guard case .taken = fact.event else { return [] }
        return [.ask(fact.subject, to: .pour, at: fact.time.adding(minutes: 5))]
    }
}

/// One line of the board behind the bar.
struct Board: View {
    private(set) var line = ""

    init() {}

    static var sources: [Source<Self>] {
        [Source(Order.self, row: { $0.number }, evolve: { $0.evolve($1) })]
    }

    mutating func evolve(_ fact: Fact<Order>) {
        switch fact.event {
        case .taken(let drink): line = "\(drink), waiting"
        case .poured: line += ", done"
        }
    }
}

let noon = Instant(milliseconds: 0)
let taken = Fact<Order>(.taken(drink: "tea"), of: 7, at: noon)
let poured = Fact<Order>(.poured, of: 7, at: noon.adding(minutes: 5))

for request in BarKeepsPouring().react(to: taken) {
    print("ask order \(request.target?.number ?? 0) to \(request.command)")
    print("in \((request.due?.milliseconds ?? 0) / 60_000) minutes")
}

var row = Board()
for fact in [taken, poured] { row.evolve(fact) }
print(row.line)
