import Threads

/// One subject whose facts wait for one follower, since it could not act on the first of them.
public struct ParkedLine: Equatable, Sendable {
    /// The one that failed.
    public let head: Letter
    /// How many wait behind it.
    public let behind: Int
}

/// What came of trying a line again.
public struct RetriedLine: Equatable, Sendable {
    public let id: LetterID
    /// How many facts were acted on.
    public let done: Int
    /// How many still wait.
    public let left: Int
    /// Why it stopped where it did; nil when nothing waits any more, or all goes on by itself.
    public let problem: String?
}

/// Why a letter cannot be tried again or dropped.
public enum LetterProblem: Error, Equatable, Sendable {
    case unknown(LetterID)
    case waitsBehind(LetterID, head: LetterID)
    case nobodyThere(String)
    case underWay(LetterID)
}

extension LetterProblem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknown(let id): "fact \(id.position) does not wait for \(id.follower)"
        case .waitsBehind(let id, let head):
            "fact \(id.position) waits behind fact \(head.position) of its subject: begin there"
        case .nobodyThere(let follower):
            "\(follower) does not run here now: its service is down, or the program has none"
        case .underWay(let id): "fact \(id.position) is being tried right now"
        }
    }
}

/// What an operator may do about letters. Only ever used inside the call that got it.
public struct LetterDesk {
    let office: PostOffice

    /// All lines, by follower, then subject.
    public var parked: [ParkedLine] { office.parked() }

    /// Letters about one fact, heads or not.
    public func letters(at position: Int64) throws -> [Letter] {
        try office.desk.store.letters(at: position)
    }

    /// Those that were dropped, the latest first.
    public func dropped(limit: Int) throws -> [DroppedLetter] {
        try office.desk.store.droppedLetters(limit: limit)
    }

    /// Tries the line with this head at once: facts are acted on in their order, until one fails.
    public func retry(_ id: LetterID) throws(LetterProblem) -> RetriedLine {
        try office.retry(at: id)
    }

    /// Takes the head of a line away for good, and keeps a trace of who did it.
    public func drop(_ id: LetterID, by person: String) throws -> DroppedLetter {
        try office.drop(id, by: person)
    }
}

extension Ledger {
    /// Lets an operator see and change what waits for a person.
    ///
    /// - Parameters:
    ///   - work: Runs on the ledger's thread, before the calls that come after it.
    ///   - answer: Called once, on the ledger's thread, when all of it is durable: it must not
    ///     block.
    public func atLetters<Value: Sendable>(
        _ work: @escaping @Sendable (LetterDesk) throws -> Value,
        answer: @escaping @Sendable (Result<Value, any Error>) -> Void
    ) {
        let found = Found<Value>()
        let errand: @Sendable (LetterDesk) throws -> Void = { desk in
            let value = try work(desk)
            found.value.locked { $0 = value }
        }
        let told: @Sendable (Result<Reply, any Error>) -> Void = { result in
            answer(
                result.flatMap { _ in
                    found.value.locked { value in
                        value.map { .success($0) } ?? .failure(Failure.stopped)
                    }
                }
            )
        }
        take(
            Call(
                id: nil,
                fingerprint: 0,
                work: { _ in Reply(status: 204) },
                answer: told,
                letters: errand
            )
        )
    }
}

/// What an errand has found, until it is durable.
private final class Found<Value: Sendable>: Sendable {
    let value = Monitor<Value?>(nil)
}

extension LetterStore {
    /// Letters about one fact, by follower.
    public func letters(at position: Int64) throws(StoreError) -> [Letter] {
        try letters(limit: Int.max).filter { $0.id.position == position }
    }

    /// The lines in which letters wait, by follower, then subject: for a store that no ledger uses.
    public func parkedLines() throws(StoreError) -> [ParkedLine] {
        PostOffice.parked(PostOffice.lines(of: try letters(limit: Int.max)))
    }
}
