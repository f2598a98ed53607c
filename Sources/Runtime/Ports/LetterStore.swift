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

/// A fact on which a follower could not act, or that waits behind such a one of the same subject;
/// or a timer's request that was refused.
public struct Letter: Equatable, Sendable {
    public var id: LetterID
    /// The subject of the fact: its later facts wait behind this one. Of a timer's request, the
    /// kind that was asked and the number of the timer.
    public var stream: StreamID
    /// How often it was tried; 0 for one that waits behind another.
    public var attempts: Int32
    /// When it is tried again; nil when it waits for a person, or behind another.
    public var retryAt: Instant?
    /// Why it failed the last time.
    public var reason: String
    /// When it became a letter.
    public var since: Instant
    /// What the timer asked for; nil when it was no timer that could not be obeyed.
    public var timer: StoredTimer?

    public init(
        id: LetterID,
        stream: StreamID,
        attempts: Int32,
        retryAt: Instant?,
        reason: String,
        since: Instant,
        timer: StoredTimer? = nil
    ) {
        self.id = id
        self.stream = stream
        self.attempts = attempts
        self.retryAt = retryAt
        self.reason = reason
        self.since = since
        self.timer = timer
    }
}

/// A letter that somebody took away: what it asked for will never be done.
public struct DroppedLetter: Equatable, Sendable {
    /// As it was when it was dropped.
    public var letter: Letter
    public var time: Instant
    /// Who did it.
    public var person: String

    public init(letter: Letter, time: Instant, person: String) {
        self.letter = letter
        self.time = time
        self.person = person
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

    /// Those that were dropped, the latest first, no more than `limit`.
    func droppedLetters(limit: Int) throws(StoreError) -> [DroppedLetter]
}
