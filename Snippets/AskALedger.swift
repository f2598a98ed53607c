// A ledger decides commands for a jar of sweets and answers when the facts are kept: here in
// memory, as long as the process lives.
// Run it with `swift run AskALedger`.

import InMemory
import Kit
import Runtime

struct Jar: Aggregate {
    private(set) var sweets = 0

    init() {}

    enum Command: Message {
        case fill(count: Int)
        case take
    }
    enum Event: Message {
        case filled(count: Int)
        case taken
    }
    enum Refusal: String, Error { case empty }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .fill(let count): return [.filled(count: count)]
        case .take:
            guard sweets > 0 else { throw .empty }
            return [.taken]
        }
    }

    mutating func evolve(_ event: Event) {
        switch event {
        case .filled(let count): sweets += count
        case .taken: sweets -= 1
        }
    }
}

struct StandingClock: Clock {
    func now() -> Instant { Instant(milliseconds: 0) }
}

let ledger = try Ledger([Business("kiosk") { Service("counter") { Jar.self } }])
let jars = try ledger.guarded(Jar.self, in: "kiosk")
try ledger.start(on: InMemoryLedgerStore(), clock: StandingClock()) { reason in print(reason) }

/// Asks one jar, and waits until what it leads to is kept.
func ask(_ jar: Addressee<Jar>, to command: Jar.Command) async throws {
    _ = try await withCheckedThrowingContinuation { continuation in
        ledger.call { desk in
            let standing = try desk.ask(jar, of: jars, to: command)
            print("jar \(standing.number) holds \(standing.state.sweets)")
            return Reply(status: 200)
        } answer: {
            continuation.resume(with: $0)
        }
    }
}

try await ask(.new, to: .fill(count: 1))
try await ask(.number(1), to: .take)
do {
    try await ask(.number(1), to: .take)
} catch let refused as Refused {
    print("refused: \(refused.word)")
}
print("facts: \(ledger.position)")
ledger.stop()
