public import Kit

/// Which aggregate a fact belongs to, as the store knows it.
public struct StreamID: Hashable, Sendable {
    /// The number that the store gave to the kind of aggregate, counting from 1.
    public let kind: Int32
    /// The number of the aggregate within its kind, counting from 1, less than 2^40.
    public let number: Int64

    public init(kind: Int32, number: Int64) {
        self.kind = kind
        self.number = number
    }

    /// The reverse of ``packed``.
    public init(packed: Int64) {
        kind = Int32(truncatingIfNeeded: packed >> 40)
        number = packed & (1 << 40 - 1)
    }

    /// Both in one integer, ordered by kind, then by number.
    public var packed: Int64 { Int64(kind) << 40 | number }

    public func hash(into hasher: inout Hasher) { hasher.combine(packed) }
    public func _rawHashValue(seed: Int) -> Int { Number(packed)._rawHashValue(seed: seed) }

    /// The greatest number that a kind can give.
    public static let greatestNumber: Int64 = 1 << 40 - 1
}

/// A fact as it is stored. The data is the JSON of the event without its name.
public struct StoredFact: Equatable, Sendable {
    /// Gapless, counting from 1.
    public var position: Int64
    public var stream: StreamID
    /// The place of the fact in its stream, counting from 1.
    public var version: Int64
    /// The stored name of the event: the key of its case.
    public var type: String
    /// The version of the code's events when it was written.
    public var schemaVersion: Int32
    public var time: Instant
    public var correlation: FactID
    public var cause: FactID
    public var data: [UInt8]

    public init(
        position: Int64,
        stream: StreamID,
        version: Int64,
        type: String,
        schemaVersion: Int32,
        time: Instant,
        correlation: FactID,
        cause: FactID,
        data: [UInt8]
    ) {
        self.position = position
        self.stream = stream
        self.version = version
        self.type = type
        self.schemaVersion = schemaVersion
        self.time = time
        self.correlation = correlation
        self.cause = cause
        self.data = data
    }
}

/// How an aggregate stood at some version: a cache of its history, never the truth.
public struct Snapshot: Equatable, Sendable {
    public var stream: StreamID
    public var version: Int64
    /// The version of the events that led to it; one written by other code is not used.
    public var schemaVersion: Int32
    public var data: [UInt8]

    public init(stream: StreamID, version: Int64, schemaVersion: Int32, data: [UInt8]) {
        self.stream = stream
        self.version = version
        self.schemaVersion = schemaVersion
        self.data = data
    }
}

/// What an aggregate is called by others, beside the number we gave it.
public struct DirectoryEntry: Equatable, Sendable {
    public var stream: StreamID
    public var key: Key

    public init(stream: StreamID, key: Key) {
        self.stream = stream
        self.key = key
    }
}

/// Everything that one commit makes durable, all or nothing.
public struct WriteBatch: Sendable {
    public var facts: [StoredFact] = []
    /// Of aggregates that are called by something other than their number, with their first facts.
    public var directory: [DirectoryEntry] = []
    /// Replace those of the same streams.
    public var snapshots: [Snapshot] = []
    /// How far each follower has come, by its name. Replace those of the same name.
    public var marks: [String: Int64] = [:]
    public var replies: [StoredReply] = []
    public var timersSet: [StoredTimer] = []
    /// The numbers of timers that wait no longer.
    public var timersDone: [Int64] = []
    /// Replace those with the same ids.
    public var lettersWritten: [Letter] = []
    public var lettersDone: [LetterID] = []
    /// The trace of those that somebody took away. They are among those that are done.
    public var lettersDropped: [DroppedLetter] = []
    /// Replies older than this may be forgotten; nil keeps all.
    public var forgetRepliesBefore: Instant?

    public init() {}
}

/// What a store knows of itself when it is opened.
public struct StoreHead: Equatable, Sendable {
    /// The position of the last fact; 0 when there is none.
    public var position: Int64
    /// The numbers of the kinds asked for, in the order in which they were asked for.
    public var kinds: [Int32]
    /// The greatest number in use, for each of those kinds; 0 when there is none.
    public var lastNumbers: [Int64]
    /// The greatest numeric key in the directory, for each of those kinds; 0 when there is none.
    public var lastKeys: [Int64]
    /// How far each follower has come, by its name.
    public var marks: [String: Int64]
    /// The greatest timer number ever given that is still known; 0 when there is none.
    public var lastTimer: Int64

    public init(
        position: Int64 = 0,
        kinds: [Int32] = [],
        lastNumbers: [Int64] = [],
        lastKeys: [Int64] = [],
        marks: [String: Int64] = [:],
        lastTimer: Int64 = 0
    ) {
        self.position = position
        self.kinds = kinds
        self.lastNumbers = lastNumbers
        self.lastKeys = lastKeys
        self.marks = marks
        self.lastTimer = lastTimer
    }
}

/// Why a store could not do what it was asked for. Never shown to a client.
public enum StoreError: Error, Equatable, Sendable {
    /// There is no room. Nothing of the batch was kept; the store goes on.
    case full(String)
    /// Reading or writing failed. Nothing of the batch was kept; the store goes on.
    case failed(String)
    /// Nobody knows whether the batch is durable. The process must stop acknowledging and end.
    case unsynced(String)
    /// What was read is not what was written.
    case damaged(String)
    /// Someone else has written at the same place.
    case conflict(String)
}

extension StoreError: CustomStringConvertible {
    /// For who runs the process: what happened, in the store's own words.
    public var description: String {
        switch self {
        case .full(let words): "there is no room: \(words)"
        case .failed(let words), .conflict(let words): words
        case .unsynced(let words): "nobody knows what is durable: \(words)"
        case .damaged(let words): "it is damaged: \(words)"
        }
    }
}

/// Where facts are kept. Used by one thread at a time; its calls may block.
///
/// Law: what `commit` has returned from is durable, whole, and read back in order; what it has
/// thrown for has left no trace (but after `unsynced`, where nobody knows).
public protocol EventStore: AnyObject {
    /// Makes the store ready, and gives numbers to kinds it sees for the first time.
    func open(kinds: [String]) throws(StoreError) -> StoreHead

    /// Writes the batch in one transaction and syncs it, unless a syncer was asked for.
    func commit(_ batch: WriteBatch) throws(StoreError)

    /// From now on `commit` only writes, and its batch becomes durable when the syncer says so:
    /// on another thread, while the next batch is decided. Nil where commits are durable by
    /// themselves.
    func syncer() throws(StoreError) -> (any StoreSyncer)?

    /// The newest snapshot and the facts after it, in order. Neither when nothing has happened.
    /// Without the snapshot, where that is of no use: all facts, from the first.
    func history(
        of stream: StreamID,
        fromSnapshot: Bool
    ) throws(StoreError) -> (Snapshot?, [StoredFact])

    /// Facts in the order of their positions, beginning behind `position`.
    func facts(after position: Int64, limit: Int) throws(StoreError) -> [StoredFact]

    /// Another pair of eyes, for another thread.
    func reader() throws(StoreError) -> any FactReader
}

extension EventStore {
    public func syncer() throws(StoreError) -> (any StoreSyncer)? { nil }
}

/// Makes commits durable, on a thread of its own while the store writes on another.
///
/// Law: every commit that had returned when `sync` was called is durable when it returns. After it
/// has thrown, nobody knows, and the process should end.
public protocol StoreSyncer: AnyObject {
    func sync() throws(StoreError)
}

/// Reads facts on a thread of its own, while the store writes on another.
public protocol FactReader: AnyObject {
    /// Committed facts in the order of their positions, beginning behind `position`.
    func facts(after position: Int64, limit: Int) throws(StoreError) -> [StoredFact]

    /// The facts of one stream in their order, up to this version and with it.
    func facts(of stream: StreamID, upTo version: Int64) throws(StoreError) -> [StoredFact]

    /// What the subject of a stream is called, where that is not its number.
    func key(of stream: StreamID) throws(StoreError) -> Key?

    /// The names of all kinds that the store has ever seen, by their numbers.
    func kindNames() throws(StoreError) -> [Int32: String]
}

/// Finds aggregates by what others call them.
public protocol KeyDirectory: AnyObject {
    func number(of key: Key, kind: Int32) throws(StoreError) -> Int64?
    func key(of stream: StreamID) throws(StoreError) -> Key?
}

/// All that a ledger keeps, in one store and one transaction.
public typealias LedgerStore = EventStore & KeyDirectory & ReplyStore & TimerStore & LetterStore
