public import Kit

/// Whose letter, about which fact.
public struct LetterID: Hashable, Sendable {
    /// The name of the follower that could not do its part.
    public var follower: String
    /// The position of the fact it could not act on.
    public var position: Int64

    public init(follower: String, position: Int64) {
        self.follower = follower
        self.position = position
    }
}

/// A fact on which a follower could not act, or that waits behind such a one of the same subject.
public struct Letter: Equatable, Sendable {
    public var id: LetterID
    /// The subject of the fact: its later facts wait behind this one.
    public var stream: StreamID
    /// How often it was tried; 0 for one that waits behind another.
    public var attempts: Int32
    /// When it is tried again; nil when it waits for a person, or behind another.
    public var retryAt: Instant?
    public var reason: String

    public init(
        id: LetterID,
        stream: StreamID,
        attempts: Int32,
        retryAt: Instant?,
        reason: String
    ) {
        self.id = id
        self.stream = stream
        self.attempts = attempts
        self.retryAt = retryAt
        self.reason = reason
    }
}

/// Keeps what could not be done, in order.
public protocol LetterStore: AnyObject {
    /// All letters, by follower, then stream, then position, no more than `limit`.
    func letters(limit: Int) throws(StoreError) -> [Letter]

    /// Those of one follower about one subject, by position, no more than `limit`.
    func letters(
        of follower: String,
        about stream: StreamID,
        limit: Int
    ) throws(StoreError) -> [Letter]
}
