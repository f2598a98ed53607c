import Kit

/// Delivers facts to followers, and keeps as letters what could not be done.
///
/// Order is kept per follower and subject: behind a letter, later facts of the same subject wait.
/// Everyone else goes on.
final class PostOffice {
    /// One subject whose facts wait for one follower.
    struct Line: Hashable, Comparable {
        let follower: String
        let stream: StreamID

        init(_ letter: Letter) {
            self.init(follower: letter.id.follower, stream: letter.stream)
        }

        init(follower: String, stream: StreamID) {
            self.follower = follower
            self.stream = stream
        }

        static func < (a: Self, b: Self) -> Bool {
            (a.follower, a.stream.packed) < (b.follower, b.stream.packed)
        }
    }

    struct Queue {
        var head: Letter
        var length: Int
    }

    /// How many seconds a timer is put off when it cannot be asked now.
    private static let pauseOfTimers = 10

    let desk: Desk
    let limits: LedgerLimits
    private let figures: LedgerFigures
    var lines: [Line: Queue] = [:]
    var nextRetry: Instant?
    /// Lines to which this batch has written: the store does not know all of them yet.
    var unsettled: Set<Line> = []

    init(desk: Desk, limits: LedgerLimits, figures: LedgerFigures) throws {
        self.desk = desk
        self.limits = limits
        self.figures = figures
        try read()
    }

    private func read() throws {
        lines = Self.lines(of: try desk.store.letters(limit: Int.max))
        for (line, queue) in lines where queue.head.attempts == 0 {
            // What it waited for was done or dropped, and then there was no time for it.
            lines[line]?.head.retryAt = desk.now
        }
        recount()
        findNextRetry()
    }

    /// Letters in the order of a store, put into the lines in which they wait.
    static func lines(of letters: [Letter]) -> [Line: Queue] {
        var lines: [Line: Queue] = [:]
        for letter in letters {
            lines[Line(letter), default: Queue(head: letter, length: 0)].length += 1
        }
        return lines
    }

    func findNextRetry() {
        nextRetry = lines.values.compactMap(\.head.retryAt).min()
    }

    /// Lets one follower react to one fact: all of what it asks for, or nothing.
    func deliver(_ fact: AnyFact, _ reaction: Reaction) {
        let follower = reaction.follower
        func letter(_ attempts: Int32, _ reason: String) -> Letter {
            Letter(
                id: LetterID(follower: follower.name, position: fact.position),
                stream: fact.stream,
                attempts: attempts,
                retryAt: nil,
                reason: reason,
                since: desk.now
            )
        }
        if !lines.isEmpty {
            let line = Line(follower: follower.name, stream: fact.stream)
            if let length = lines[line]?.length {
                lines[line]?.length = length + 1
                write(to: line, letter(0, "waits behind an earlier fact of the same subject"))
                return
            }
        }
        do {
            try reaction.deliver(fact, to: desk)
        } catch {
            park(letter(1, ""), because: error)
        }
    }

    /// - Parameter letter: With the attempts that were made, the last one included.
    private func park(_ letter: Letter, because error: any Error) {
        var letter = letter
        letter.retryAt = retry(letter, error)
        letter.reason = Self.reason(error)
        let line = Line(letter)
        lines[line] = Queue(head: letter, length: lines[line]?.length ?? 1)
        write(to: line, letter)
        if let retryAt = letter.retryAt { nextRetry = min(nextRetry ?? retryAt, retryAt) }
    }

    /// Nil when it has been tried often enough: what a timer asks for, once. What may pass by
    /// itself is tried for ever.
    private func retry(_ letter: Letter, _ error: any Error) -> Instant? {
        let mayPass = (error as? Failure)?.mayPass ?? false
        let mayGoOn = letter.timer == nil && letter.attempts < limits.attempts
        guard mayPass || mayGoOn else { return nil }
        let doublings = min(max(letter.attempts, 1) - 1, 10)
        let pause = limits.firstPause << Int64(doublings)
        return Instant(milliseconds: desk.now.milliseconds + pause)
    }

    static func reason(_ error: any Error) -> String {
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
            try ask(timer, kind)
        } catch let failure as Failure where failure.mayPass {
            desk.postpone(timer, to: desk.now.adding(seconds: Self.pauseOfTimers))
            return
        } catch {
            // A person decides: the reason, the fact that set the timer and what it asks for are
            // kept. One fact may have set several, so each has a line of its own.
            let letter = Letter(
                id: LetterID(
                    follower: "\(Self.timers)\(kind.path)/\(timer.number)",
                    position: timer.cause.position
                ),
                stream: StreamID(kind: timer.kind, number: timer.number),
                attempts: 1,
                retryAt: nil,
                reason: "",
                since: desk.now,
                timer: timer
            )
            park(letter, because: error)
        }
        desk.batch.timersDone.append(timer.number)
    }

    /// Tries again what is due, in an order that is the same every time.
    func retry() {
        for (line, queue) in lines.sorted(by: { $0.key < $1.key }) {
            guard let due = queue.head.retryAt, due <= desk.now, !unsettled.contains(line)
            else { continue }
            guard isSomeoneThere(for: queue.head) else {
                lines[line]?.head.retryAt = desk.now.adding(seconds: 10)
                continue
            }
            drain(line, queue.head)
        }
        findNextRetry()
    }

    /// Acts on the facts of one line in their order, until one fails again. Tells how many it has
    /// acted on.
    @discardableResult
    func drain(_ line: Line, _ head: Letter) -> Int {
        var done = 0
        do {
            let letters = try desk.store.letters(
                of: line.follower,
                about: line.stream,
                limit: limits.batch
            )
            for var letter in letters {
                do {
                    try tryAgain(letter)
                } catch {
                    if letter.id == head.id { letter.attempts = max(head.attempts, 0) }
                    if letter.attempts < Int32.max { letter.attempts += 1 }
                    park(letter, because: error)
                    return done
                }
                done += 1
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
        return done
    }

    private func tryAgain(_ letter: Letter) throws {
        if let timer = letter.timer {
            guard let kind = desk.registry.kind(numbered: timer.kind) else {
                throw Failure.unknownKind(letter.id.follower)
            }
            return try ask(timer, kind)
        }
        let position = letter.id.position
        guard let follower = follower(letter) else {
            throw Failure.unknownKind(letter.id.follower)
        }
        let found: [StoredFact]
        do { found = try desk.store.facts(after: position - 1, limit: 1) } catch {
            throw Failure.storage(error)
        }
        guard let stored = found.first else { throw Failure.unreadable("fact \(position)") }
        let fact = try follower.subject.understand(stored, in: desk)
        guard let reaction = fact.reaction(of: follower) else { return }
        try reaction.deliver(fact, to: desk)
    }

    private func ask(_ timer: StoredTimer, _ kind: AnyKind) throws {
        try desk.attempt { desk in
            try kind.ask(timer, in: desk)
            try desk.settle()
        }
    }

    private func follower(_ letter: Letter) -> Follower? {
        desk.registry.followers.first { $0.name == letter.id.follower }
    }

    /// Whether the one who failed runs now, so that it can be tried again.
    func isSomeoneThere(for letter: Letter) -> Bool {
        guard let timer = letter.timer else { return follower(letter)?.isRunning ?? false }
        return desk.registry.kind(numbered: timer.kind)?.isRunning ?? false
    }

    /// The batch is durable.
    func settled() {
        guard !unsettled.isEmpty else { return }
        unsettled.removeAll()
        recount()
    }

    private func recount() { figures.note(letters: lines.values) }

    /// The batch is lost: what was parked in it is read again from the store.
    func forget() throws {
        guard !unsettled.isEmpty else { return }
        unsettled.removeAll()
        try read()
    }
}
