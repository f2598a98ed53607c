import Calendar
import Kit
import Runtime

/// Where letters are seen and changed: in a ledger that runs, or in one that rests.
protocol LetterAccess {
    func parked() throws -> [ParkedLine]
    func letters(at position: Int64) throws -> [Letter]
    func dropped(limit: Int) throws -> [DroppedLetter]
    func retry(_ id: LetterID) throws -> RetriedLine
    func drop(_ id: LetterID, by person: String) throws -> DroppedLetter
}

/// The letters of a ledger that runs. Waits for its thread.
struct RunningLetters: LetterAccess {
    let ledger: Ledger

    private func ask<Value: Sendable>(
        _ work: @escaping @Sendable (LetterDesk) throws -> Value
    ) throws -> Value {
        let waiter = Waiter<Result<Value, any Error>>()
        ledger.atLetters(work) { waiter.give($0) }
        return try waiter.take().get()
    }

    func parked() throws -> [ParkedLine] { try ask { $0.parked } }

    func letters(at position: Int64) throws -> [Letter] {
        try ask { try $0.letters(at: position) }
    }

    func dropped(limit: Int) throws -> [DroppedLetter] { try ask { try $0.dropped(limit: limit) } }

    func retry(_ id: LetterID) throws -> RetriedLine { try ask { try $0.retry(id) } }

    func drop(_ id: LetterID, by person: String) throws -> DroppedLetter {
        try ask { try $0.drop(id, by: person) }
    }
}

/// The letters in a folder that no process uses: nothing is tried, and no policy runs.
struct RestingLetters: LetterAccess {
    let store: any LedgerStore

    func parked() throws -> [ParkedLine] { try store.parkedLines() }

    func letters(at position: Int64) throws -> [Letter] { try store.letters(at: position) }

    func dropped(limit: Int) throws -> [DroppedLetter] { try store.droppedLetters(limit: limit) }

    func retry(_ id: LetterID) throws -> RetriedLine {
        throw LetterProblem.nobodyThere(id.follower)
    }

    /// Those behind it are tried at the next start.
    func drop(_ id: LetterID, by person: String) throws -> DroppedLetter {
        guard let letter = try letters(at: id.position).first(where: { $0.id == id }) else {
            throw LetterProblem.unknown(id)
        }
        let line = try store.letters(of: id.follower, about: letter.stream, limit: 1)
        guard let head = line.first, head.id == id else {
            throw LetterProblem.waitsBehind(id, head: line.first?.id ?? id)
        }
        let dropped = DroppedLetter(letter: head, time: SystemClock().now(), person: person)
        var batch = WriteBatch()
        batch.lettersDone = [id]
        batch.lettersDropped = [dropped]
        try store.commit(batch)
        return dropped
    }
}
