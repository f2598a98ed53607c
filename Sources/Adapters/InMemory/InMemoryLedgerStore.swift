public import Kit
public import Runtime
import Threads

/// Keeps a ledger in memory, for as long as the process lives. Any number of threads may read.
public final class InMemoryLedgerStore: EventStore, KeyDirectory, ReplyStore, TimerStore,
    LetterStore
{
    private let shared = SharedLedger()

    public init() {}

    public func open(kinds: [String]) throws(StoreError) -> StoreHead {
        shared.contents.locked { $0.open(kinds: kinds) }
    }

    public func commit(_ batch: WriteBatch) throws(StoreError) {
        try shared.contents.locked { contents throws(StoreError) in
            try contents.check(batch)
            contents.apply(batch)
        }
    }

    public func history(
        of stream: StreamID,
        fromSnapshot: Bool
    ) throws(StoreError) -> (Snapshot?, [StoredFact]) {
        shared.contents.locked { contents in
            let snapshot = fromSnapshot ? contents.snapshots[stream.packed] : nil
            return (snapshot, contents.facts(of: stream, after: snapshot?.version ?? 0))
        }
    }

    public func facts(after position: Int64, limit: Int) throws(StoreError) -> [StoredFact] {
        shared.contents.locked { $0.facts(after: position, limit: limit) }
    }

    public func reader() throws(StoreError) -> any FactReader { InMemoryFactReader(shared) }

    public func number(of key: Key, kind: Int32) throws(StoreError) -> Int64? {
        shared.contents.locked { $0.number(of: key, kind: kind) }
    }

    public func key(of stream: StreamID) throws(StoreError) -> Key? {
        shared.contents.locked { $0.keys[stream.packed] }
    }

    public func reply(to call: CallID) throws(StoreError) -> StoredReply? {
        shared.contents.locked { $0.replies[ExactCall(call)] }
    }

    public func timers(dueBy moment: Instant, limit: Int) throws(StoreError) -> [StoredTimer] {
        shared.contents.locked { contents in
            var found: [StoredTimer] = []
            contents.timersByDue.scan { place in
                guard place.due <= moment, found.count < limit else { return false }
                if let timer = contents.timers[place.number] { found.append(timer) }
                return true
            }
            return found
        }
    }

    public func nextDue() throws(StoreError) -> Instant? {
        shared.contents.locked { $0.timersByDue.first?.due }
    }

    public func letters(limit: Int) throws(StoreError) -> [Letter] {
        shared.contents.locked { contents in
            contents.lettersInOrder
                .slice(offset: 0, limit: max(limit, 0), descending: false)
                .compactMap { contents.letter(at: $0) }
        }
    }

    public func letters(
        of follower: String,
        about stream: StreamID,
        limit: Int
    ) throws(StoreError) -> [Letter] {
        let start = LetterPlace(
            follower: Exact(follower),
            stream: stream.packed,
            position: .min
        )
        return shared.contents.locked { contents in
            var found: [Letter] = []
            contents.lettersInOrder.scan(from: start) { place in
                guard place.follower == start.follower, place.stream == start.stream,
                    found.count < limit
                else { return false }
                if let letter = contents.letter(at: place) { found.append(letter) }
                return true
            }
            return found
        }
    }

    public func droppedLetters(limit: Int) throws(StoreError) -> [DroppedLetter] {
        shared.contents.locked { $0.dropped.reversed().prefix(max(limit, 0)).map(\.self) }
    }
}

/// Shared by a store and its readers. The mutex guards all of it.
final class SharedLedger: Sendable {
    let contents = Monitor(LedgerContents())
}

/// Sees what was committed when a call began.
final class InMemoryFactReader: FactReader {
    private let shared: SharedLedger

    init(_ shared: SharedLedger) { self.shared = shared }

    func facts(after position: Int64, limit: Int) throws(StoreError) -> [StoredFact] {
        shared.contents.locked { $0.facts(after: position, limit: limit) }
    }

    func facts(of stream: StreamID, upTo version: Int64) throws(StoreError) -> [StoredFact] {
        shared.contents.locked { contents in
            contents.facts(of: stream, after: 0).filter { $0.version <= version }
        }
    }

    func key(of stream: StreamID) throws(StoreError) -> Key? {
        shared.contents.locked { $0.keys[stream.packed] }
    }

    func kindNames() throws(StoreError) -> [Int32: String] {
        shared.contents.locked { $0.kindNames }
    }
}
