import Kit
import Runtime
import Testing

extension LedgerStoreContract {
    func nothingIsThereBeforeAnything() throws {
        let store = try make()
        let head = try store.open(kinds: ["seat", "payment"])
        let empty = StoreHead(kinds: [1, 2], lastNumbers: [0, 0], lastKeys: [0, 0])
        expect(head == empty, "a new store knows nothing but the kinds it was told")
        let history = try store.history(of: stream(1), fromSnapshot: true)
        expect(history.0 == nil && history.1.isEmpty, "an unknown history is empty")
        expect(try store.facts(after: 0, limit: 10).isEmpty, "there are no facts")
        expect(try store.nextDue() == nil, "no timer waits")
        expect(try store.letters(limit: 10).isEmpty, "there are no letters")
        try store.commit(WriteBatch())
        expect(try store.open(kinds: ["payment"]).kinds == [2], "a kind keeps its number")
        expect(try store.open(kinds: ["refund"]).kinds == [3], "a new kind gets the next one")
    }

    func factsComeBackInOrder() throws {
        let store = try make()
        _ = try store.open(kinds: ["seat"])
        var first = WriteBatch()
        first.facts = [fact(1, version: 1), fact(2, of: 9, version: 1), fact(3, version: 2)]
        try store.commit(first)
        var second = WriteBatch()
        second.facts = [fact(4, of: 9, version: 2)]
        try store.commit(second)
        let all = first.facts + second.facts
        expect(try store.facts(after: 0, limit: 10) == all, "facts come by position")
        expect(try store.facts(after: 1, limit: 2) == Array(all[1...2]), "and no more than asked")
        expect(try store.facts(after: 4, limit: 10).isEmpty, "nothing comes behind the last")
        expect(try store.facts(after: 0, limit: 0).isEmpty, "nothing is nothing")
        let history = try store.history(of: stream(1), fromSnapshot: true).1
        expect(history == [all[0], all[2]], "a history has the facts of its stream, in order")
        let head = try store.open(kinds: ["seat", "other"])
        expect(head.position == 4, "the head is at the last fact")
        expect(head.lastNumbers == [9, 0], "and knows the greatest number of each kind")
    }

    func historiesBeginAtTheirSnapshot() throws {
        let store = try make()
        _ = try store.open(kinds: ["seat"])
        for version in 1...5 as ClosedRange<Int64> {
            var batch = WriteBatch()
            batch.facts = [fact(version, version: version)]
            batch.snapshots = [
                Snapshot(
                    stream: stream(1),
                    version: version,
                    schemaVersion: 2,
                    data: Array("after \(version)".utf8)
                )
            ]
            if version > 3 { batch.snapshots = [] }
            try store.commit(batch)
        }
        let (snapshot, facts) = try store.history(of: stream(1), fromSnapshot: true)
        expect(snapshot?.data == Array("after 3".utf8), "the newest snapshot is given")
        expect(snapshot?.schemaVersion == 2, "with the version of what wrote it")
        expect(facts.map(\.version) == [4, 5], "and the facts behind it")
        let whole = try store.history(of: stream(1), fromSnapshot: false)
        expect(whole.0 == nil, "where it is of no use, it is left out")
        expect(whole.1.map(\.version) == [1, 2, 3, 4, 5], "and all facts are given")
    }

    func textsAndDataAreKeptAsTheyAre() throws {
        let store = try make()
        _ = try store.open(kinds: ["seat"])
        let texts = ["", "it's \"quoted\"; --", "null \0 inside", "예약 🎟️", "e\u{301} is not é"]
        var batch = WriteBatch()
        for (index, text) in texts.enumerated() {
            let position = Int64(index + 1)
            var fact = fact(position, of: position, version: 1, data: text)
            fact.type = "type \(text)"
            fact.schemaVersion = .max
            fact.time = Instant(milliseconds: .min)
            fact.cause = FactID(.max)
            batch.facts.append(fact)
            batch.directory.append(
                DirectoryEntry(stream: fact.stream, key: .text("key \(text)"))
            )
            batch.marks["mark \(text)"] = position
        }
        batch.replies = texts.map { text in
            StoredReply(
                call: CallID(caller: text, operation: text, key: text),
                fingerprint: .min,
                time: Instant(milliseconds: 0),
                reply: Reply(status: 200, location: text, entityTag: nil, body: Array(text.utf8))
            )
        }
        try store.commit(batch)
        expect(try store.facts(after: 0, limit: 10) == batch.facts, "facts are kept to the byte")
        for (index, text) in texts.enumerated() {
            let number = try store.number(of: .text("key \(text)"), kind: 1)
            expect(number == Int64(index + 1), "a key is found to the byte")
            let reply = try store.reply(to: batch.replies[index].call)
            expect(reply == batch.replies[index], "a reply is kept to the byte")
        }
        expect(try store.open(kinds: ["seat"]).marks == batch.marks, "and so are marks")
    }

    func manyStreamsStayApart() throws {
        let store = try make()
        _ = try store.open(kinds: ["seat"])
        for round in 0..<10 as Range<Int64> {
            var batch = WriteBatch()
            for number in 1...1_000 as ClosedRange<Int64> {
                let (subject, position) = (round * 1_000 + number, round * 1_000 + number)
                batch.facts.append(fact(position, of: subject, version: 1))
            }
            try store.commit(batch)
        }
        var again = WriteBatch()
        again.facts = [fact(10_001, of: 5_000, version: 2)]
        try store.commit(again)
        let positions = try store.history(of: stream(5_000), fromSnapshot: true).1.map(\.position)
        expect(positions == [5_000, 10_001], "a stream among 10,000 has its own facts")
        expect(try store.open(kinds: ["seat"]).lastNumbers == [10_000], "the last is known")
    }

    func positionsHaveNoGaps() throws {
        let store = try make()
        _ = try store.open(kinds: ["seat"])
        var batch = WriteBatch()
        batch.facts = [fact(2, version: 1)]
        expectConflict(store, batch, "the first position is 1")
        batch.facts = [fact(1, version: 1), fact(3, version: 2)]
        expectConflict(store, batch, "a batch leaves no position out")
        batch.facts = [fact(1, version: 1)]
        try store.commit(batch)
        batch.facts = [fact(1, version: 2)]
        expectConflict(store, batch, "a position is given once")
        batch.facts = [fact(2, version: 2)]
        try store.commit(batch)
        expect(try store.facts(after: 0, limit: 9).count == 2, "what fits goes on")
    }
}
