import Kit
import Runtime
import Testing

extension LedgerStoreContract {
    func keysAreFoundInBothDirections() throws {
        let store = try make()
        _ = try store.open(kinds: ["seat", "payment"])
        var batch = WriteBatch()
        let keys: [Key] = [.number(7), .text("7"), .number(.max), .number(-3), .text("")]
        // They look the same; keys are told apart by their bytes.
        let alike: [Key] = [.text("caf\u{E9}"), .text("cafe\u{301}")]
        for (index, key) in (keys + alike).enumerated() {
            batch.directory.append(DirectoryEntry(stream: stream(Int64(index + 1)), key: key))
        }
        let elsewhere = StreamID(kind: 2, number: 40)
        batch.directory.append(DirectoryEntry(stream: elsewhere, key: .text("7")))
        try store.commit(batch)
        for entry in batch.directory {
            let number = try store.number(of: entry.key, kind: entry.stream.kind)
            expect(number == entry.stream.number, "a key leads to its number")
            expect(try store.key(of: entry.stream) == entry.key, "and the number to its key")
        }
        expect(try store.number(of: .number(7), kind: 2) == nil, "kinds have keys of their own")
        expect(try store.number(of: .text("8"), kind: 1) == nil, "an unknown key leads nowhere")
        expect(try store.key(of: stream(99)) == nil, "nor does an unknown number")
        let head = try store.open(kinds: ["seat", "payment"])
        expect(head.lastKeys == [.max, 0], "the greatest numeric key is known")
        expect(head.lastNumbers == [7, 40], "and the greatest number")
    }

    func repliesAreKeptAndForgotten() throws {
        let store = try make()
        _ = try store.open(kinds: ["seat"])
        var batch = WriteBatch()
        batch.replies = (1...1_500).map { reply("\($0)", at: $0) }
        batch.replies.append(
            StoredReply(
                call: CallID(caller: "bob", operation: "POST /seats", key: "1"),
                fingerprint: 0,
                time: Instant(milliseconds: 9_000),
                reply: Reply(status: 204)
            )
        )
        try store.commit(batch)
        for stored in batch.replies {
            expect(try store.reply(to: stored.call) == stored, "a reply is found by its call")
        }
        var forgetting = WriteBatch()
        forgetting.forgetRepliesBefore = Instant(milliseconds: 1_201)
        try store.commit(forgetting)
        expect(try store.reply(to: reply("1").call) == nil, "the oldest are forgotten")
        expect(try store.reply(to: reply("1000").call) == nil, "a thousand at once")
        try store.commit(forgetting)
        expect(try store.reply(to: reply("1200").call) == nil, "and then the others")
        expect(try store.reply(to: reply("1201").call) != nil, "but none that is younger")
        expect(try store.reply(to: batch.replies[1_500].call) != nil, "nor another caller's")
        var again = WriteBatch()
        again.replies = [reply("1", at: 2_000)]
        try store.commit(again)
        expect(try store.reply(to: reply("1").call) == reply("1", at: 2_000), "a call may return")
    }

    func timersComeInTheOrderOfTime() throws {
        let store = try make()
        _ = try store.open(kinds: ["seat"])
        var batch = WriteBatch()
        batch.timersSet = [
            timer(1, due: 300), timer(2, due: 100, key: .text("it's \0 late")),
            timer(4, due: 200), timer(3, due: 200), timer(5, due: -1),
        ]
        try store.commit(batch)
        func numbers(_ moment: Int64, _ limit: Int) throws -> [Int64] {
            try store.timers(dueBy: Instant(milliseconds: moment), limit: limit).map(\.number)
        }
        expect(try numbers(200, 10) == [5, 2, 3, 4], "by time, then by number")
        expect(try numbers(200, 2) == [5, 2], "no more than asked")
        expect(try numbers(-2, 10).isEmpty, "none before its time")
        let second = try store.timers(dueBy: Instant(milliseconds: 100), limit: 10).last
        expect(second == batch.timersSet[1], "a timer is kept as it was set")
        expect(try store.nextDue() == Instant(milliseconds: -1), "the next one is known")
        expect(try store.open(kinds: ["seat"]).lastTimer == 5, "and the last number")
        var done = WriteBatch()
        done.timersDone = [5, 3, 77, 6]
        done.timersSet = [timer(6, due: 0)]
        try store.commit(done)
        expect(try numbers(.max, 10) == [2, 4, 1], "those that are done are gone")
        expect(try store.nextDue() == Instant(milliseconds: 100), "and another is next")
        done.timersSet = []
        done.timersDone = [1, 2, 4]
        try store.commit(done)
        expect(try store.nextDue() == nil, "until none waits")
    }

    func lettersComeInOrder() throws {
        let store = try make()
        _ = try store.open(kinds: ["seat"])
        var batch = WriteBatch()
        var waiting = letter("b", 9, about: 1)
        waiting.retryAt = nil
        waiting.attempts = 0
        batch.lettersWritten = [
            waiting, letter("b", 3, about: 2), letter("a", 5, about: 2), letter("b", 4, about: 1),
        ]
        try store.commit(batch)
        let all = batch.lettersWritten
        expect(
            try store.letters(limit: 10) == [all[2], all[3], all[0], all[1]],
            "by follower, then stream, then position"
        )
        expect(try store.letters(limit: 2) == [all[2], all[3]], "no more than asked")
        let line = try store.letters(of: "b", about: stream(1), limit: 10)
        expect(line == [all[3], all[0]], "one line alone")
        expect(
            try store.letters(of: "b", about: stream(1), limit: 1) == [all[3]],
            "or its head"
        )
        expect(try store.letters(of: "c", about: stream(1), limit: 9).isEmpty, "or nothing")
        var change = WriteBatch()
        var tried = all[3]
        tried.attempts = 4
        tried.reason = "still \"unreachable\""
        change.lettersWritten = [tried]
        change.lettersDone = [all[0].id, LetterID(follower: "x", position: 1)]
        try store.commit(change)
        expect(
            try store.letters(limit: 10) == [all[2], tried, all[1]],
            "a letter written again replaces itself, and one that is done is gone"
        )
    }
}
