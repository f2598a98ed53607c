// A table in a restaurant: a command is answered with events or refused, events change the state.
// Run it with `swift run DecideAndEvolve`.

import Kit

enum Guest {}

enum Table: Aggregate {
    case free
    case held(by: Name<Guest>, until: Instant)

    init() { self = .free }

    enum Command: Message {
        case hold(guest: Name<Guest>, until: Instant)
        case release
    }

    enum Event: Message {
        case held(guest: Name<Guest>, until: Instant)
        case released
    }

    enum Refusal: String, Error { case taken, tooLate }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .hold(let guest, let deadline):
            if self == .held(by: guest, until: deadline) { return [] }
            guard now < deadline else { throw .tooLate }
            if case .held(_, let end) = self, now < end { throw .taken }
            return [.held(guest: guest, until: deadline)]
        case .release:
            return self == .free ? [] : [.released]
        }
    }

    mutating func evolve(_ event: Event) {
        switch event {
        case .held(let guest, let deadline): self = .held(by: guest, until: deadline)
        case .released: self = .free
        }
    }
}

let six = Instant(milliseconds: 0)
let seven = six.adding(minutes: 60)
var table = Table()

// What happens is decided first, and taken into account after it.
let events = try table.decide(.hold(guest: "ada", until: seven), at: six)
for event in events { table.evolve(event) }
print(events)

// The same command again finds things already so.
print(try table.decide(.hold(guest: "ada", until: seven), at: six))

// Another guest hears a word, not an error of the system.
do throws(Table.Refusal) {
    _ = try table.decide(.hold(guest: "bob", until: seven), at: six)
} catch {
    print("refused: \(error.rawValue)")
}

// Built from its history, the table is what it was.
print(Table(replaying: events) == table)
