public import Kit

/// One aggregate and all that has happened to it, for tests that live through long histories.
public struct Chronicle<Subject: Aggregate>: Sendable {
    public private(set) var state = Subject()
    public private(set) var events: [Subject.Event] = []

    public init() {}

    public init(_ history: [Subject.Event]) { record(history) }

    /// Asks for a decision and takes it into account. A refusal changes nothing.
    @discardableResult
    public mutating func ask(
        _ command: Subject.Command,
        at now: Instant = Instant(milliseconds: 0)
    ) throws(Subject.Refusal) -> [Subject.Event] {
        let new = try state.decide(command, at: now)
        record(new)
        return new
    }

    private mutating func record(_ new: [Subject.Event]) {
        for event in new { state.evolve(event) }
        events += new
    }

    /// Whether the same history leads to the same state again.
    public var isRepeatable: Bool { Subject(replaying: events) == state }
}
