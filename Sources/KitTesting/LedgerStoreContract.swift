import Kit
public import Runtime
public import Testing

/// What every ledger store promises. An adapter is done when it keeps all of it.
public struct LedgerStoreContract {
    let make: () throws -> any LedgerStore
    let reopen: (() throws -> any LedgerStore)?
    let location: SourceLocation

    /// - Parameters:
    ///   - make: Opens a store that is empty and that nobody else uses.
    ///   - reopen: Opens again what was made last, after everyone has let go of it; nil for a store
    ///     that does not outlive its owner.
    public static func verify(
        _ make: () throws -> any LedgerStore,
        reopen: (() throws -> any LedgerStore)? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try withoutActuallyEscaping(make) { make in
            let contract = LedgerStoreContract(
                make: make,
                reopen: reopen,
                location: sourceLocation
            )
            try contract.verifyAll()
        }
    }

    private func verifyAll() throws {
        try nothingIsThereBeforeAnything()
        try factsComeBackInOrder()
        try historiesBeginAtTheirSnapshot()
        try textsAndDataAreKeptAsTheyAre()
        try manyStreamsStayApart()
        try aConflictLeavesNoTrace()
        try positionsHaveNoGaps()
        try aBatchIsVisibleWhole()
        try keysAreFoundInBothDirections()
        try repliesAreKeptAndForgotten()
        try timersComeInTheOrderOfTime()
        try lettersComeInOrder()
        try lettersKeepWhatTimersAsked()
        try droppedLettersLeaveATrace()
        try readersSeeWhatIsCommitted()
        try readersReadWhileTheStoreWrites()
    }

    func expect(_ holds: Bool, _ law: Comment) {
        #expect(holds, law, sourceLocation: location)
    }

    /// Commits a batch that cannot be kept.
    func expectConflict(_ store: any LedgerStore, _ batch: WriteBatch, _ law: Comment) {
        do throws(StoreError) {
            try store.commit(batch)
            Issue.record(law, sourceLocation: location)
        } catch {
            guard case .conflict = error else {
                Issue.record("\(law): \(error)", sourceLocation: location)
                return
            }
        }
    }

    /// A fact of the first kind.
    func fact(
        _ position: Int64,
        of number: Int64 = 1,
        version: Int64,
        data: String = "{}"
    ) -> StoredFact {
        StoredFact(
            position: position,
            stream: stream(number),
            version: version,
            type: "held",
            schemaVersion: 1,
            time: Instant(milliseconds: 1_000 + position),
            correlation: FactID(position),
            cause: .none,
            data: Array(data.utf8)
        )
    }

    func stream(_ number: Int64) -> StreamID { StreamID(kind: 1, number: number) }

    func timer(_ number: Int64, due: Int64, key: Key = .number(1)) -> StoredTimer {
        StoredTimer(
            number: number,
            due: Instant(milliseconds: due),
            kind: 1,
            key: key,
            type: "expire",
            data: Array("{}".utf8),
            correlation: FactID(1),
            cause: FactID(2)
        )
    }

    func letter(_ follower: String, _ position: Int64, about number: Int64) -> Letter {
        Letter(
            id: LetterID(follower: follower, position: position),
            stream: stream(number),
            attempts: 3,
            retryAt: Instant(milliseconds: 5),
            reason: "unreachable",
            since: Instant(milliseconds: 4)
        )
    }

    func reply(_ key: String, at time: Int64 = 7) -> StoredReply {
        StoredReply(
            call: CallID(caller: "ada", operation: "POST /seats", key: key),
            fingerprint: -42,
            time: Instant(milliseconds: time),
            reply: Reply(
                status: 201,
                location: "/seats/1",
                entityTag: "\"1\"",
                contentType: "application/json",
                body: Array("{}".utf8)
            )
        )
    }

    /// A batch with something of everything, whose first fact has this position.
    func batchOfEverything(from position: Int64, subject: Int64) -> WriteBatch {
        var batch = WriteBatch()
        batch.facts = [
            fact(position, of: subject, version: 1), fact(position + 1, of: subject, version: 2),
        ]
        batch.directory = [DirectoryEntry(stream: stream(subject), key: .text("A\(subject)"))]
        batch.snapshots = [
            Snapshot(stream: stream(subject), version: 1, schemaVersion: 4, data: [1, 2, 3])
        ]
        batch.marks = ["follower \(subject)": position]
        batch.replies = [reply("call \(subject)")]
        batch.timersSet = [timer(subject, due: subject)]
        batch.lettersWritten = [letter("follower", position, about: subject)]
        return batch
    }

    /// Whether everything of that batch is there.
    func expectEverything(
        _ store: any LedgerStore,
        from position: Int64,
        subject: Int64,
        _ when: String
    ) throws {
        let batch = batchOfEverything(from: position, subject: subject)
        let (snapshot, facts) = try store.history(of: stream(subject), fromSnapshot: true)
        expect(snapshot == batch.snapshots.first, "the snapshot is there \(when)")
        expect(facts == Array(batch.facts.dropFirst()), "the tail is there \(when)")
        let both = try store.facts(after: position - 1, limit: 2)
        expect(both == batch.facts, "the facts are there \(when)")
        let key = try store.key(of: stream(subject))
        expect(key == .text("A\(subject)"), "the key is there \(when)")
        let marks = try store.open(kinds: ["seat"]).marks
        expect(marks["follower \(subject)"] == position, "the mark is there \(when)")
        let call = reply("call \(subject)")
        expect(try store.reply(to: call.call) == call, "the reply is there \(when)")
        let timers = try store.timers(dueBy: Instant(milliseconds: .max), limit: 10)
        expect(timers.contains(batch.timersSet[0]), "the timer is there \(when)")
        let letters = try store.letters(limit: 10)
        expect(letters.contains(batch.lettersWritten[0]), "the letter is there \(when)")
    }

    /// Whether nothing of that batch is there.
    func expectNothing(
        _ store: any LedgerStore,
        from position: Int64,
        subject: Int64,
        _ when: String
    ) throws {
        let (snapshot, facts) = try store.history(of: stream(subject), fromSnapshot: true)
        expect(snapshot == nil && facts.isEmpty, "no history \(when)")
        expect(try store.facts(after: position - 1, limit: 2).isEmpty, "no facts \(when)")
        expect(try store.key(of: stream(subject)) == nil, "no key \(when)")
        expect(try store.number(of: .text("A\(subject)"), kind: 1) == nil, "no number \(when)")
        let head = try store.open(kinds: ["seat"])
        expect(head.position == position - 1, "the position is as before \(when)")
        expect(head.marks["follower \(subject)"] == nil, "no mark \(when)")
        expect(try store.reply(to: reply("call \(subject)").call) == nil, "no reply \(when)")
        let timers = try store.timers(dueBy: Instant(milliseconds: .max), limit: 10)
        expect(!timers.contains { $0.number == subject }, "no timer \(when)")
        let letters = try store.letters(limit: 10)
        expect(!letters.contains { $0.stream == stream(subject) }, "no letter \(when)")
    }
}
