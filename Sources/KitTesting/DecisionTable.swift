public import Kit
public import Testing

/// Every command in every state: all the answers of an aggregate on one page.
public struct DecisionTable<Subject: Aggregate> {
    public typealias State = (name: String, history: [Subject.Event])
    public typealias Question = (name: String, command: Subject.Command)

    private let states: [State]
    private let commands: [Question]
    private let askingAgain: Set<String>

    /// - Parameter askingAgain: The events that only ask someone else, and may so be repeated when
    ///   the same command comes twice. All others must not.
    public init(
        _ subject: Subject.Type,
        states: [State],
        commands: [Question],
        askingAgain: Set<String> = []
    ) {
        self.states = states
        self.commands = commands
        self.askingAgain = askingAgain
    }

    /// Compares all answers with a page of words: the commands in the first line, then a line for
    /// each state. An answer is the names of the events joined by `+`, `-` for none, or the word of
    /// a refusal in brackets.
    public func verify(_ page: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let lines = page.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        let head = lines.first ?? []
        #expect(head == commands.map(\.name), "the commands", sourceLocation: sourceLocation)
        let rows = lines.dropFirst()
        #expect(
            rows.compactMap(\.first) == states.map(\.name),
            "the states",
            sourceLocation: sourceLocation
        )
        for (row, state) in zip(rows, states) {
            let answers = commands.map { answer($0.command, in: state.history) }
            #expect(
                Array(row.dropFirst()) == answers,
                "in state \(state.name)",
                sourceLocation: sourceLocation
            )
            for question in commands {
                let again = repetition(question.command, in: state.history)
                #expect(
                    again.allSatisfy(askingAgain.contains),
                    "\(question.name) twice in state \(state.name)",
                    sourceLocation: sourceLocation
                )
            }
        }
    }

    private func answer(_ command: Subject.Command, in history: [Subject.Event]) -> String {
        do {
            let events = try Subject(replaying: history).decide(command, at: Instant.dawn)
            return events.isEmpty ? "-" : events.map { caseName($0) }.joined(separator: "+")
        } catch {
            return "(\(error.rawValue))"
        }
    }

    /// What follows when the same command comes a second time.
    private func repetition(_ command: Subject.Command, in history: [Subject.Event]) -> [String] {
        var chronicle = Chronicle<Subject>(history)
        do {
            try chronicle.ask(command, at: Instant.dawn)
            return try chronicle.ask(command, at: Instant.dawn).map { caseName($0) }
        } catch {
            return []
        }
    }
}

extension Instant {
    fileprivate static let dawn = Instant(milliseconds: 0)
}

/// The name of the case that a value of an enumeration is.
public func caseName(_ value: some Sendable) -> String {
    Mirror(reflecting: value).children.first?.label ?? "\(value)"
}
