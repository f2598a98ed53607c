import Kit
import KitTesting
import Runtime

/// Makes up what a ledger would write: batches in which everything agrees.
struct Life: Sendable {
    private var seed: Seed
    private var versions: [StreamID: Int64] = [:]
    private var marks: [String: Int64] = [:]
    private var timers: [Int64] = []
    private var letters: [LetterID] = []
    private var (lastTimer, lastReply): (Int64, Int64) = (0, 0)
    private(set) var position: Int64 = 0

    static let kinds = ["seat", "payment"]

    init(_ seed: UInt64) { self.seed = Seed(seed) }

    private mutating func number(_ range: ClosedRange<Int64>) -> Int64 {
        Int64.random(in: range, using: &seed)
    }

    private mutating func happens(oneIn count: Int64) -> Bool { number(1...count) == 1 }

    private mutating func bytes(_ most: Int64) -> [UInt8] {
        [UInt8](repeating: UInt8(number(32...126)), count: Int(number(0...most)))
    }

    mutating func batch() -> WriteBatch {
        var batch = WriteBatch()
        for _ in 0..<number(1...4) {
            position += 1
            let stream = StreamID(kind: Int32(number(1...2)), number: number(1...60))
            let version = (versions[stream] ?? 0) + 1
            versions[stream] = version
            if version == 1, stream.kind == 2 {
                let key = Key.text("payment \(stream.number)")
                batch.directory.append(DirectoryEntry(stream: stream, key: key))
            }
            batch.facts.append(fact(stream, version))
            if version % 4 == 0 { batch.snapshots.append(snapshot(stream, version)) }
        }
        addMemories(to: &batch)
        return batch
    }

    private mutating func fact(_ stream: StreamID, _ version: Int64) -> StoredFact {
        StoredFact(
            position: position,
            stream: stream,
            version: version,
            type: ["held", "sold", "released"][Int(number(0...2))],
            schemaVersion: 1,
            time: Instant(milliseconds: position * 7),
            correlation: FactID(position),
            cause: .none,
            data: bytes(happens(oneIn: 20) ? 9_000 : 300)
        )
    }

    private mutating func snapshot(_ stream: StreamID, _ version: Int64) -> Snapshot {
        Snapshot(stream: stream, version: version, schemaVersion: 1, data: bytes(200))
    }

    private mutating func addMemories(to batch: inout WriteBatch) {
        if happens(oneIn: 2) {
            let follower = "follower \(number(1...3))"
            let mark = number((marks[follower] ?? 0)...position)
            marks[follower] = mark
            batch.marks[follower] = mark
        }
        if happens(oneIn: 2) {
            lastReply += 1
            batch.replies.append(reply(lastReply))
        }
        if happens(oneIn: 3) {
            lastTimer += 1
            timers.append(lastTimer)
            batch.timersSet.append(timer(lastTimer))
        }
        if happens(oneIn: 4), let done = timers.first {
            timers.removeFirst()
            batch.timersDone.append(done)
        }
        if happens(oneIn: 6) {
            let id = LetterID(follower: "follower 1", position: number(1...position))
            letters.append(id)
            batch.lettersWritten.append(
                Letter(
                    id: id,
                    stream: StreamID(kind: 1, number: 1),
                    attempts: 1,
                    retryAt: nil,
                    reason: "no answer",
                    since: Instant(milliseconds: position)
                )
            )
        }
        if happens(oneIn: 8), let done = letters.first, done != batch.lettersWritten.first?.id {
            letters.removeFirst()
            batch.lettersDone.append(done)
        }
        if happens(oneIn: 10) {
            batch.forgetRepliesBefore = Instant(milliseconds: max(0, position - 40))
        }
    }

    private mutating func reply(_ number: Int64) -> StoredReply {
        StoredReply(
            call: CallID(caller: "ada", operation: "POST /seats", key: "key \(number)"),
            fingerprint: number,
            time: Instant(milliseconds: position),
            reply: Reply(status: 201, location: "/seats/\(number)", body: bytes(600))
        )
    }
}

/// All that a ledger says when it is asked, for comparing.
struct Contents: Equatable {
    var head: StoreHead
    var facts: [StoredFact]
    var letters: [Letter]
    var timers: [StoredTimer]
    var replies: [StoredReply?]
    var keys: [Int64?]
    var snapshots: [Snapshot?]

    init(_ store: any LedgerStore) throws {
        head = try store.open(kinds: Life.kinds)
        facts = try store.facts(after: 0, limit: .max)
        letters = try store.letters(limit: .max)
        timers = try store.timers(dueBy: Instant(milliseconds: .max), limit: .max)
        replies = try (1...60).map { number in
            try store.reply(
                to: CallID(caller: "ada", operation: "POST /seats", key: "key \(number)")
            )
        }
        keys = try (1...60).map { try store.number(of: .text("payment \($0)"), kind: 2) }
        snapshots = try Set(facts.map(\.stream)).sorted { $0.packed < $1.packed }.map {
            try store.history(of: $0, fromSnapshot: true).0
        }
    }
}
