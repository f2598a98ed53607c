public import Kit
public import Testing

/// A decision under test: given this history, when this command arrives, then this follows.
public struct Scenario<Subject: Aggregate> {
    let history: [Subject.Event]

    /// Asks for a decision. It must not matter how often one asks: a decision is no deed.
    public func when(
        _ command: Subject.Command,
        at now: Instant = Instant(milliseconds: 0)
    ) -> Answer<Subject> {
        let subject = Subject(replaying: history)
        do {
            return Answer(result: .success(try subject.decide(command, at: now)))
        } catch {
            return Answer(result: .failure(error))
        }
    }
}

/// What a command has led to.
public struct Answer<Subject: Aggregate> {
    let result: Result<[Subject.Event], Subject.Refusal>

    /// Expects these events, in this order; none where things were so already.
    public func then(
        _ expected: Subject.Event...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(result == .success(expected), sourceLocation: sourceLocation)
    }

    /// Expects the business to say no, in this word.
    public func refused(
        _ expected: Subject.Refusal,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(result == .failure(expected), sourceLocation: sourceLocation)
    }
}

/// Begins a scenario with what has happened before.
public func given<Subject: Aggregate>(
    _ subject: Subject.Type,
    _ history: Subject.Event...
) -> Scenario<Subject> {
    Scenario(history: history)
}

/// Begins a scenario with what has happened before.
public func given<Subject: Aggregate>(
    _ subject: Subject.Type,
    _ history: [Subject.Event]
) -> Scenario<Subject> {
    Scenario(history: history)
}
