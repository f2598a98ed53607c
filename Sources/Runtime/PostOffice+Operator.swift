import Kit

extension PostOffice {
    /// How the letters of timers begin, where others have the name of a policy.
    static let timers = "timer/"

    func parked() -> [ParkedLine] { Self.parked(lines) }

    static func parked(_ lines: [Line: Queue]) -> [ParkedLine] {
        lines.sorted { $0.key < $1.key }.map { ParkedLine(head: $1.head, behind: $1.length - 1) }
    }

    /// Tries a line again at once, however often that was done and whenever it would be due.
    func retry(at id: LetterID) throws(LetterProblem) -> RetriedLine {
        let (line, queue) = try headed(by: id)
        guard isSomeoneThere(for: queue.head) else { throw .nobodyThere(id.follower) }
        let done = drain(line, queue.head)
        findNextRetry()
        let left = lines[line]
        return RetriedLine(
            id: id,
            done: done,
            left: left?.length ?? 0,
            problem: done < limits.batch ? left?.head.reason : nil
        )
    }

    /// Takes the head of a line away for good; those behind it are tried with the next batch.
    func drop(_ id: LetterID, by person: String) throws -> DroppedLetter {
        let (line, queue) = try headed(by: id)
        let kept = try desk.store.letters(of: line.follower, about: line.stream, limit: 2)
        guard let letter = kept.first, letter.id == id else { throw LetterProblem.unknown(id) }
        let dropped = DroppedLetter(letter: letter, time: desk.now, person: person)
        unsettled.insert(line)
        desk.batch.lettersDone.append(id)
        desk.batch.lettersDropped.append(dropped)
        if var next = kept.dropFirst().first {
            next.retryAt = desk.now
            lines[line] = Queue(head: next, length: queue.length - 1)
        } else {
            lines[line] = nil
        }
        findNextRetry()
        return dropped
    }

    private func headed(by id: LetterID) throws(LetterProblem) -> (Line, Queue) {
        for (line, queue) in lines where line.follower == id.follower {
            guard queue.head.id == id else { continue }
            guard !unsettled.contains(line) else { throw .underWay(id) }
            return (line, queue)
        }
        guard let letter = try? desk.store.letters(at: id.position).first(where: { $0.id == id })
        else { throw .unknown(id) }
        guard let head = lines[Line(letter)]?.head.id else { throw .unknown(id) }
        throw .waitsBehind(id, head: head)
    }
}
