/// The identity of a fact in the ledger that recorded it: its position, counting from 1.
/// Zero stands for "none": the cause of a fact that nothing in the ledger has caused.
public struct FactID: Hashable, Comparable, Sendable {
    /// Gapless within its ledger.
    public let position: Int64

    public init(_ position: Int64) { self.position = position }

    public static let none = FactID(0)

    public static func < (a: Self, b: Self) -> Bool { a.position < b.position }
}

/// An event, with what it happened to, when, and what led to it.
public struct Fact<Subject: Aggregate>: Equatable, Sendable {
    public let subject: Subject.Identity
    /// The number of the subject in its collection, counting from 1 and never used again.
    public let number: Int64
    public let event: Subject.Event
    /// When it was decided: the same for all facts of one batch of the ledger.
    public let time: Instant
    public let id: FactID
    /// How many events of the subject there are, this one included.
    public let version: Int64
    /// The first fact of the chain that this one belongs to.
    public let correlation: FactID
    /// The fact that led to this one; `.none` when a call did.
    public let cause: FactID

    public init(
        _ event: Subject.Event,
        of subject: Subject.Identity,
        number: Int64,
        at time: Instant,
        id: FactID,
        version: Int64,
        correlation: FactID,
        cause: FactID
    ) {
        self.subject = subject
        self.number = number
        self.event = event
        self.time = time
        self.id = id
        self.version = version
        self.correlation = correlation
        self.cause = cause
    }

    /// A fact that stands alone, as tests of policies and views need it.
    public init(_ event: Subject.Event, of subject: Subject.Identity, at time: Instant) {
        let number: Int64 = if case .number(let number) = subject.key { number } else { 1 }
        self.init(
            event,
            of: subject,
            number: number,
            at: time,
            id: FactID(1),
            version: 1,
            correlation: FactID(1),
            cause: .none
        )
    }
}
