import Kit
import Runtime
import Testing

extension LedgerStoreContract {
    func lettersKeepWhatTimersAsked() throws {
        let store = try make()
        _ = try store.open(kinds: ["seat"])
        var batch = WriteBatch()
        let asked: [StoredTimer] = [
            timer(7, due: -3, key: .text("it's \0 late")), timer(8, due: 9, key: .number(-4)),
        ]
        batch.lettersWritten = asked.map { timer in
            var letter = letter("timer/seat/\(timer.number)", 5, about: timer.number)
            letter.timer = timer
            return letter
        }
        batch.lettersWritten[1].timer?.data = []
        batch.lettersWritten.append(letter("z", 5, about: 7))
        try store.commit(batch)
        expect(try store.letters(limit: 9) == batch.lettersWritten, "requests are kept to the byte")
        var again = WriteBatch()
        again.lettersWritten = [batch.lettersWritten[0]]
        again.lettersWritten[0].timer = nil
        try store.commit(again)
        expect(
            try store.letters(limit: 1) == again.lettersWritten,
            "and replaced with their letter"
        )
    }

    func droppedLettersLeaveATrace() throws {
        let store = try make()
        _ = try store.open(kinds: ["seat"])
        expect(try store.droppedLetters(limit: 9).isEmpty, "nothing was dropped at first")
        var batch = WriteBatch()
        batch.lettersWritten = [letter("a", 1, about: 1), letter("a", 2, about: 1)]
        batch.lettersWritten[0].timer = timer(1, due: 3)
        try store.commit(batch)
        let traces = batch.lettersWritten.map { letter in
            DroppedLetter(letter: letter, time: Instant(milliseconds: 77), person: "ada \u{1F600}")
        }
        var dropping = WriteBatch()
        dropping.lettersDone = [batch.lettersWritten[0].id]
        dropping.lettersDropped = [traces[0]]
        try store.commit(dropping)
        expect(try store.letters(limit: 9) == [batch.lettersWritten[1]], "what is dropped is gone")
        expect(try store.droppedLetters(limit: 9) == [traces[0]], "but it is known who did it")
        // The same letter may come again, and be dropped again.
        dropping.lettersDropped = traces
        try store.commit(dropping)
        let all = [traces[1], traces[0], traces[0]]
        expect(try store.droppedLetters(limit: 9) == all, "every one, the latest first")
        expect(try store.droppedLetters(limit: 1) == [traces[1]], "no more than asked")
    }
}
