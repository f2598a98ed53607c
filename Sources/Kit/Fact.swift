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
    /// Held by reference: many hands pass a fact on, and none of them needs to know its size.
    @usableFromInline let content: Content

    @usableFromInline
    final class Content: Sendable {
        @usableFromInline let subject: Subject.Identity
        @usableFromInline let event: Subject.Event
        @usableFromInline let number: Int64
        @usableFromInline let time: Instant
        @usableFromInline let id: FactID
        @usableFromInline let version: Int64
        @usableFromInline let correlation: FactID
        @usableFromInline let cause: FactID

        required init(
            subject: Subject.Identity,
            event: Subject.Event,
            number: Int64,
            time: Instant,
            id: FactID,
            version: Int64,
            correlation: FactID,
            cause: FactID
        ) {
            self.subject = subject
            self.event = event
            self.number = number
            self.time = time
            self.id = id
            self.version = version
            self.correlation = correlation
            self.cause = cause
        }
    }

    /// Makes facts one after the other, and looks up once what they are made of.
    public struct Maker: Sendable {
        private let type = Content.self

        public init() {}

        public func callAsFunction(
            _ event: Subject.Event,
            of subject: Subject.Identity,
            number: Int64,
            at time: Instant,
            id: FactID,
            version: Int64,
            correlation: FactID,
            cause: FactID
        ) -> Fact {
            Fact(
                content: type.init(
                    subject: subject,
                    event: event,
                    number: number,
                    time: time,
                    id: id,
                    version: version,
                    correlation: correlation,
                    cause: cause
                )
            )
        }
    }

    private init(content: Content) { self.content = content }

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
        self = Maker()(
            event,
            of: subject,
            number: number,
            at: time,
            id: id,
            version: version,
            correlation: correlation,
            cause: cause
        )
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

    @inlinable public var subject: Subject.Identity { content.subject }
    @inlinable public var event: Subject.Event { content.event }

    /// The number of the subject in its collection, counting from 1 and never used again.
    @inlinable public var number: Int64 { content.number }

    /// When it was decided: the same for all facts of one batch of the ledger.
    @inlinable public var time: Instant { content.time }
    @inlinable public var id: FactID { content.id }

    /// How many events of the subject there are, this one included.
    @inlinable public var version: Int64 { content.version }

    /// The first fact of the chain that this one belongs to.
    @inlinable public var correlation: FactID { content.correlation }

    /// The fact that led to this one; `.none` when a call did.
    @inlinable public var cause: FactID { content.cause }

    public static func == (a: Self, b: Self) -> Bool {
        a.content === b.content
            || (a.subject == b.subject && a.event == b.event && a.number == b.number
                && a.time == b.time && a.id == b.id && a.version == b.version
                && a.correlation == b.correlation && a.cause == b.cause)
    }
}
