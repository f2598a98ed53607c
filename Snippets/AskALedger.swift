// A ledger decides commands for a jar of sweets and answers when the facts are kept. The store at
// the end keeps them in memory, as long as the process lives.
// Run it with `swift run AskALedger`.

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
try ledger.start(on: MemoryStore(), clock: StandingClock()) { reason in print(reason) }

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

// What a ledger asks of a store, kept as simply as it can be.
final class MemoryStore: EventStore, KeyDirectory, ReplyStore, TimerStore, LetterStore {
    private var facts: [StoredFact] = []

    func open(kinds: [String]) throws(StoreError) -> StoreHead {
        StoreHead(
            position: Int64(facts.count),
            kinds: kinds.indices.map { Int32($0 + 1) },
            lastNumbers: kinds.indices.map { kind in
                facts.filter { $0.stream.kind == kind + 1 }.map(\.stream.number).max() ?? 0
            }
        )
    }

    func commit(_ batch: WriteBatch) throws(StoreError) { facts += batch.facts }

    func history(of stream: StreamID) throws(StoreError) -> (Snapshot?, [StoredFact]) {
        (nil, facts.filter { $0.stream == stream })
    }

    func facts(after position: Int64, limit: Int) throws(StoreError) -> [StoredFact] {
        Array(facts.filter { $0.position > position }.prefix(limit))
    }

    func reader() throws(StoreError) -> any FactReader { throw .failed("there is one thread") }
    func number(of key: Key, kind: Int32) throws(StoreError) -> Int64? { nil }
    func key(of stream: StreamID) throws(StoreError) -> Key? { nil }
    func reply(to call: CallID) throws(StoreError) -> StoredReply? { nil }
    func timers(dueBy: Instant, limit: Int) throws(StoreError) -> [StoredTimer] { [] }
    func nextDue() throws(StoreError) -> Instant? { nil }
    func letters(limit: Int) throws(StoreError) -> [Letter] { [] }

    func letters(
        of follower: String,
        about stream: StreamID,
        limit: Int
    ) throws(StoreError) -> [Letter] { [] }
}
