public import Kit

/// A request that waits for its time.
public struct StoredTimer: Equatable, Sendable {
    /// Counting from 1.
    public var number: Int64
    public var due: Instant
    /// The kind of the aggregate that is asked.
    public var kind: Int32
    public var key: Key
    /// The name and the data of the command, as JSON.
    public var type: String
    public var data: [UInt8]
    public var correlation: FactID
    public var cause: FactID

    public init(
        number: Int64,
        due: Instant,
        kind: Int32,
        key: Key,
        type: String,
        data: [UInt8],
        correlation: FactID,
        cause: FactID
    ) {
        self.number = number
        self.due = due
        self.kind = kind
        self.key = key
        self.type = type
        self.data = data
        self.correlation = correlation
        self.cause = cause
    }
}

/// Keeps what waits for its time. Hundreds of thousands may wait; none is held in memory.
public protocol TimerStore: AnyObject {
    /// Those due at or before `moment`, the earliest first (then by number), no more than `limit`.
    func timers(dueBy moment: Instant, limit: Int) throws(StoreError) -> [StoredTimer]

    /// When the earliest is due; nil when none waits.
    func nextDue() throws(StoreError) -> Instant?
}
