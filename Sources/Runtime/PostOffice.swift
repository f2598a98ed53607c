import Kit

/// Delivers facts to followers, and keeps as letters what could not be done.
///
/// Order is kept per follower and subject: behind a letter, later facts of the same subject wait.
/// Everyone else goes on.
final class PostOffice {
    /// One subject whose facts wait for one follower.
    private struct Line: Hashable, Comparable {
        let follower: String
        let stream: StreamID

        static func < (a: Self, b: Self) -> Bool {
            (a.follower, a.stream.packed) < (b.follower, b.stream.packed)
        }
    }

    private struct Queue {
        var head: Letter
        var length: Int
    }

    /// How many seconds a timer is put off when it cannot be asked now.
    private static let pauseOfTimers = 10

    private let desk: Desk
    private let limits: LedgerLimits
    private var lines: [Line: Queue] = [:]
    private(set) var nextRetry: Instant?
    /// Lines to which this batch has written: the store does not know all of them yet.
    private var unsettled: Set<Line> = []

    /// How many facts wait, as far as that is durable.
    private(set) var count = 0

    init(desk: Desk, limits: LedgerLimits) throws {
        self.desk = desk
        self.limits = limits
        try read()
    }

    private func read() throws {
        var lines: [Line: Queue] = [:]
        for letter in try desk.store.letters(limit: Int.max) {
            lines[
                Line(follower: letter.id.follower, stream: letter.stream),
                default: Queue(head: letter, length: 0)
            ].length += 1
        }
        // Whoever waited behind one that is done, and stands first now, waits for nobody.
        for (line, queue) in lines where queue.head.attempts == 0 && queue.head.retryAt == nil {
            lines[line]?.head.retryAt = Instant(milliseconds: 0)
        }
        self.lines = lines
        recount()
        findNextRetry()
    }

    private func findNextRetry() {
        nextRetry = lines.values.compactMap(\.head.retryAt).min()
    }

    /// Lets one follower react to one fact: all of what it asks for, or nothing.
    func deliver(_ fact: AnyFact, _ reaction: Reaction) {
        let follower = reaction.follower
        if !lines.isEmpty {
            let line = Line(follower: follower.name, stream: fact.stored.stream)
            if let length = lines[line]?.length {
                lines[line]?.length = length + 1
                write(
                    to: line,
                    Letter(
                        id: LetterID(follower: follower.name, position: fact.stored.position),
                        stream: fact.stored.stream,
                        attempts: 0,
                        retryAt: nil,
                        reason: "waits behind an earlier fact of the same subject"
                    )
                )
                return
            }
        }
        do {
            try desk.attempt { desk in
                try reaction.run(fact, desk)
                try desk.settle()
            }
        } catch {
            let id = LetterID(follower: follower.name, position: fact.stored.position)
            park(id, about: fact.stored.stream, attempts: 1, because: error)
        }
    }

    private func park(
        _ id: LetterID,
        about stream: StreamID,
        attempts: Int32,
        because error: any Error
    ) {
        let letter = Letter(
            id: id,
            stream: stream,
            attempts: attempts,
            retryAt: retry(after: attempts, error),
            reason: Self.reason(error)
        )
        let line = Line(follower: id.follower, stream: stream)
        lines[line] = Queue(head: letter, length: lines[line]?.length ?? 1)
        write(to: line, letter)
        if let retryAt = letter.retryAt { nextRetry = min(nextRetry ?? retryAt, retryAt) }
    }

    /// Nil when it has been tried often enough. What may pass by itself is tried for ever.
    private func retry(after attempts: Int32, _ error: any Error) -> Instant? {
        let mayPass = (error as? Failure)?.mayPass ?? false
        guard mayPass || attempts < limits.attempts else { return nil }
        let pause = limits.firstPause << Int64(min(attempts - 1, 10))
        return Instant(milliseconds: desk.now.milliseconds + pause)
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let refused as Refused:
            "\(refused.service) refused: \(refused.aggregate) \(refused.word)"
        default: "\(error)"
        }
    }

    private func write(to line: Line, _ letter: Letter) {
        unsettled.insert(line)
        desk.batch.lettersWritten.append(letter)
    }

    /// Asks what a timer kept until now.
    func fire(_ timer: StoredTimer) {
        guard let kind = desk.registry.kind(numbered: timer.kind), kind.isRunning else {
            desk.postpone(timer, to: desk.now.adding(seconds: Self.pauseOfTimers))
            return
        }
        do {
            try desk.attempt { desk in
                try kind.ask(timer, in: desk)
                try desk.settle()
            }
        } catch let failure as Failure where failure.mayPass {
            desk.postpone(timer, to: desk.now.adding(seconds: Self.pauseOfTimers))
            return
        } catch {
            // A person decides: the reason and the fact that set the timer are kept. One fact may
            // have set several.
            let name = "timer/\(kind.path)/\(timer.number)"
            let id = LetterID(follower: name, position: timer.cause.position)
            let stream = StreamID(kind: timer.kind, number: timer.number)
            park(id, about: stream, attempts: limits.attempts, because: error)
        }
        desk.batch.timersDone.append(timer.number)
    }

    /// Tries again what is due, in an order that is the same every time.
    func retry() {
        for (line, queue) in lines.sorted(by: { $0.key < $1.key }) {
            guard let due = queue.head.retryAt, due <= desk.now, !unsettled.contains(line)
            else { continue }
            guard
                let follower = desk.registry.followers.first(where: { $0.name == line.follower }),
                follower.isRunning
            else {
                lines[line]?.head.retryAt = desk.now.adding(seconds: 10)
                continue
            }
            drain(line, queue.head, for: follower)
        }
        findNextRetry()
    }

    /// Acts on the facts of one line in their order, until one fails again.
    private func drain(_ line: Line, _ head: Letter, for follower: Follower) {
        do {
            let letters = try desk.store.letters(
                of: line.follower,
                about: line.stream,
                limit: limits.batch
            )
            for letter in letters {
                do {
                    try tryAgain(letter, for: follower)
                } catch {
                    let attempts = letter.id == head.id ? head.attempts + 1 : 1
                    park(letter.id, about: line.stream, attempts: attempts, because: error)
                    return
                }
                unsettled.insert(line)
                desk.batch.lettersDone.append(letter.id)
                lines[line]?.length -= 1
            }
            if letters.count < limits.batch {
                lines[line] = nil
            } else {
                lines[line]?.head.retryAt = desk.now
            }
        } catch {
            lines[line]?.head.retryAt = desk.now.adding(seconds: 1)
        }
    }

    private func tryAgain(_ letter: Letter, for follower: Follower) throws {
        let position = letter.id.position
        let found: [StoredFact]
        do { found = try desk.store.facts(after: position - 1, limit: 1) } catch {
            throw Failure.storage(error)
        }
        guard let stored = found.first else { throw Failure.unreadable("fact \(position)") }
        let fact = try follower.subject.understand(stored, in: desk)
        guard let reaction = fact.reaction(of: follower) else { return }
        try desk.attempt { desk in
            try reaction.run(fact, desk)
            try desk.settle()
        }
    }

    /// The batch is durable.
    func settled() {
        guard !unsettled.isEmpty else { return }
        unsettled.removeAll()
        recount()
    }

    private func recount() { count = lines.values.reduce(0) { $0 + $1.length } }

    /// The batch is lost: what was parked in it is read again from the store.
    func forget() throws {
        guard !unsettled.isEmpty else { return }
        unsettled.removeAll()
        try read()
    }
}
