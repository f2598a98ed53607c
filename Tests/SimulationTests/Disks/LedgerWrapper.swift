import Kit
import Runtime

/// A store around another one that changes nothing: others differ from it in one thing.
///
/// `@unchecked Sendable`: used by one thread at a time, as every store is.
class LedgerWrapper: EventStore, KeyDirectory, ReplyStore, TimerStore, LetterStore,
    @unchecked Sendable
{
    let store: any LedgerStore

    init(_ store: any LedgerStore) { self.store = store }

    func open(kinds: [String]) throws(StoreError) -> StoreHead { try store.open(kinds: kinds) }

    func commit(_ batch: WriteBatch) throws(StoreError) { try store.commit(batch) }

    func history(
        of stream: StreamID,
        fromSnapshot: Bool
    ) throws(StoreError) -> (Snapshot?, [StoredFact]) {
        try store.history(of: stream, fromSnapshot: fromSnapshot)
    }

    func facts(after position: Int64, limit: Int) throws(StoreError) -> [StoredFact] {
        try store.facts(after: position, limit: limit)
    }

    func reader() throws(StoreError) -> any FactReader { try store.reader() }

    func number(of key: Key, kind: Int32) throws(StoreError) -> Int64? {
        try store.number(of: key, kind: kind)
    }

    func key(of stream: StreamID) throws(StoreError) -> Key? { try store.key(of: stream) }

    func reply(to call: CallID) throws(StoreError) -> StoredReply? { try store.reply(to: call) }

    func timers(dueBy moment: Instant, limit: Int) throws(StoreError) -> [StoredTimer] {
        try store.timers(dueBy: moment, limit: limit)
    }

    func nextDue() throws(StoreError) -> Instant? { try store.nextDue() }

    func letters(limit: Int) throws(StoreError) -> [Letter] { try store.letters(limit: limit) }

    func letters(
        of follower: String,
        about stream: StreamID,
        limit: Int
    ) throws(StoreError) -> [Letter] {
        try store.letters(of: follower, about: stream, limit: limit)
    }

    func droppedLetters(limit: Int) throws(StoreError) -> [DroppedLetter] {
        try store.droppedLetters(limit: limit)
    }
}
