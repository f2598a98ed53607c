import Kit
import Runtime
import Testing

extension LedgerStoreContract {
    func aConflictLeavesNoTrace() throws {
        let store = try make()
        _ = try store.open(kinds: ["seat"])
        try store.commit(batchOfEverything(from: 1, subject: 1))

        var late = batchOfEverything(from: 3, subject: 2)
        late.facts.append(fact(5, of: 1, version: 2))
        late.facts[1].type = "never seen before"
        expectConflict(store, late, "a version of a stream is written once")
        try expectNothing(store, from: 3, subject: 2, "after a conflict of versions")

        var taken = batchOfEverything(from: 3, subject: 2)
        taken.directory.append(DirectoryEntry(stream: stream(3), key: .text("A1")))
        expectConflict(store, taken, "a key is given once")
        try expectNothing(store, from: 3, subject: 2, "after a conflict of keys")

        var renamed = batchOfEverything(from: 3, subject: 2)
        renamed.directory.append(DirectoryEntry(stream: stream(1), key: .text("other")))
        expectConflict(store, renamed, "a stream has one key")
        try expectNothing(store, from: 3, subject: 2, "after a stream was to be renamed")

        var answered = batchOfEverything(from: 3, subject: 2)
        answered.replies.append(reply("call 1"))
        expectConflict(store, answered, "a call is answered once")
        try expectNothing(store, from: 3, subject: 2, "after a conflict of replies")

        var set = batchOfEverything(from: 3, subject: 2)
        set.timersSet.append(timer(1, due: 9))
        expectConflict(store, set, "a timer's number is given once")
        try expectNothing(store, from: 3, subject: 2, "after a conflict of timers")

        var twice = batchOfEverything(from: 3, subject: 2)
        twice.facts[1].version = 1
        expectConflict(store, twice, "not even within a batch")
        try expectNothing(store, from: 3, subject: 2, "after a batch at odds with itself")

        var good = batchOfEverything(from: 3, subject: 2)
        good.facts[1].type = "never seen before"
        try store.commit(good)
        let facts = try store.facts(after: 0, limit: 9)
        expect(facts.map(\.type) == ["held", "held", "held", "never seen before"], "it goes on")
    }

    func aBatchIsVisibleWhole() throws {
        var store: (any LedgerStore)? = try make()
        _ = try store?.open(kinds: ["seat"])
        try store?.commit(batchOfEverything(from: 1, subject: 1))
        try store?.commit(batchOfEverything(from: 3, subject: 2))
        if let store {
            try expectEverything(store, from: 1, subject: 1, "after the commit")
            try expectEverything(store, from: 3, subject: 2, "after the commit")
        }
        guard let reopen else { return }
        store = nil
        store = try reopen()
        guard let again = store else { return }
        let head = try again.open(kinds: ["payment", "seat"])
        expect(head.position == 4 && head.kinds == [2, 1], "the head is kept")
        expect(head.lastNumbers == [0, 2] && head.lastTimer == 2, "and the numbers")
        try expectEverything(again, from: 1, subject: 1, "after opening again")
        try expectEverything(again, from: 3, subject: 2, "after opening again")
        try again.commit(batchOfEverything(from: 5, subject: 3))
        try expectEverything(again, from: 5, subject: 3, "when it goes on")
    }

    func readersSeeWhatIsCommitted() throws {
        let store = try make()
        _ = try store.open(kinds: ["seat"])
        try store.commit(batchOfEverything(from: 1, subject: 1))
        let reader = try store.reader()
        expect(try reader.facts(after: 0, limit: 9).count == 2, "a reader sees facts")
        expect(try reader.key(of: stream(1)) == .text("A1"), "and keys")
        expect(try reader.key(of: stream(2)) == nil, "but none that are not there")
        expect(try reader.kindNames() == [1: "seat"], "and kinds")
        var next = batchOfEverything(from: 3, subject: 2)
        next.facts[0].type = "of a type that is new"
        try store.commit(next)
        _ = try store.open(kinds: ["payment"])
        let seen = try reader.facts(after: 2, limit: 9)
        expect(seen == next.facts, "also those that were written after it was made")
        expect(try reader.kindNames() == [1: "seat", 2: "payment"], "and new kinds")
    }

    func readersReadWhileTheStoreWrites() throws {
        let store = try make()
        _ = try store.open(kinds: ["seat"])
        let reader = Handed(try store.reader())
        let count: Int64 = 2_000
        let watch = Watch { try reader.value.facts(after: $0, limit: 50) }
        for position in 1...count {
            var batch = WriteBatch()
            batch.facts = [fact(position, of: position, version: 1)]
            try store.commit(batch)
        }
        let seen = watch.finish(at: count)
        expect(seen == count, "a reader sees every fact once, in order: \(seen) of \(count)")
    }
}
