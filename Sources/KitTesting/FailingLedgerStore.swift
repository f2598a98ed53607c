public import Kit
public import Runtime

/// A store around another one, which fails when it is told to and counts what it is asked.
///
/// `@unchecked Sendable`: used by one thread at a time, as every store is.
public final class FailingLedgerStore: EventStore, KeyDirectory, ReplyStore, TimerStore,
    LetterStore, @unchecked Sendable
{
    private let store: any LedgerStore
    private let faults: StoreFaults

    public init(_ store: any LedgerStore, _ faults: StoreFaults) {
        self.store = store
        self.faults = faults
    }

    public func open(kinds: [String]) throws(StoreError) -> StoreHead {
        try faults.open()
        return try store.open(kinds: kinds)
    }

    public func commit(_ batch: WriteBatch) throws(StoreError) {
        switch faults.fate() {
        case .kept: try store.commit(batch)
        case .lost(let error): throw error
        case .keptButDenied(let error):
            try store.commit(batch)
            throw error
        }
    }

    public func syncer() throws(StoreError) -> (any StoreSyncer)? { faults.syncing }

    public func history(
        of stream: StreamID,
        fromSnapshot: Bool
    ) throws(StoreError) -> (Snapshot?, [StoredFact]) {
        try faults.read("history")
        let (snapshot, facts) = try store.history(of: stream, fromSnapshot: fromSnapshot)
        return (snapshot, faults.handOut(facts))
    }

    public func facts(after position: Int64, limit: Int) throws(StoreError) -> [StoredFact] {
        try faults.read("facts")
        return faults.handOut(try store.facts(after: position, limit: limit))
    }

    public func reader() throws(StoreError) -> any FactReader { try store.reader() }

    public func number(of key: Key, kind: Int32) throws(StoreError) -> Int64? {
        try faults.read("number")
        return try store.number(of: key, kind: kind)
    }

    public func key(of stream: StreamID) throws(StoreError) -> Key? {
        try faults.read("key")
        return try store.key(of: stream)
    }

    public func reply(to call: CallID) throws(StoreError) -> StoredReply? {
        try faults.read("reply")
        return try store.reply(to: call)
    }

    public func timers(dueBy moment: Instant, limit: Int) throws(StoreError) -> [StoredTimer] {
        try faults.read("timers")
        return faults.handOut(try store.timers(dueBy: moment, limit: limit))
    }

    public func nextDue() throws(StoreError) -> Instant? {
        try faults.due()
        return try store.nextDue()
    }

    public func letters(limit: Int) throws(StoreError) -> [Letter] {
        try faults.read("allLetters")
        return try store.letters(limit: limit)
    }

    public func letters(
        of follower: String,
        about stream: StreamID,
        limit: Int
    ) throws(StoreError) -> [Letter] {
        try faults.read("letters")
        return try store.letters(of: follower, about: stream, limit: limit)
    }

    public func droppedLetters(limit: Int) throws(StoreError) -> [DroppedLetter] {
        try store.droppedLetters(limit: limit)
    }
}
