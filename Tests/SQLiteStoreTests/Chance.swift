import Kit
import KitTesting
import Runtime

/// Makes batches up, most of which can be kept.
struct Chance {
    private var seed: Seed
    private var versions: [StreamID: Int64] = [:]

    init(_ seed: Seed) { self.seed = seed }

    mutating func number(_ range: ClosedRange<Int64>) -> Int64 {
        Int64.random(in: range, using: &seed)
    }

    private mutating func happens(oneIn count: Int64) -> Bool { number(1...count) == 1 }

    private mutating func stream() -> StreamID {
        StreamID(kind: Int32(number(1...2)), number: number(1...12))
    }

    private mutating func text() -> String {
        ["a", "b", "it's", "\0", "예약", "é", ""][Int(number(0...6))]
    }

    mutating func batch(after position: Int64) -> WriteBatch {
        var batch = WriteBatch()
        let before = versions
        var isKept = true
        for offset in 0..<number(0...5) {
            let stream = stream()
            var version = (versions[stream] ?? 0) + 1
            if version > 1, happens(oneIn: 40) {
                version -= 1
                isKept = false
            }
            versions[stream] = version
            batch.facts.append(
                StoredFact(
                    position: position + offset + 1,
                    stream: stream,
                    version: version,
                    type: text(),
                    schemaVersion: Int32(number(1...3)),
                    time: Instant(milliseconds: number(-9...9)),
                    correlation: FactID(number(0...9)),
                    cause: FactID(number(0...9)),
                    data: Array(text().utf8)
                )
            )
            if happens(oneIn: 3) {
                batch.snapshots.append(
                    Snapshot(
                        stream: stream,
                        version: version,
                        schemaVersion: 1,
                        data: Array(text().utf8)
                    )
                )
            }
        }
        addMemories(to: &batch)
        // What is not kept will be tried again; other reasons only leave holes in the versions.
        if !isKept || !batch.directory.isEmpty || !batch.replies.isEmpty || !batch.timersSet.isEmpty
        {
            versions = before
            batch.facts = isKept ? [] : batch.facts
            batch.snapshots = []
        }
        return batch
    }

    private mutating func addMemories(to batch: inout WriteBatch) {
        if happens(oneIn: 3) { batch.marks[text()] = number(0...99) }
        if happens(oneIn: 5) {
            let key: Key = happens(oneIn: 2) ? .number(number(0...39)) : .text("\(number(0...39))")
            batch.directory.append(DirectoryEntry(stream: stream(), key: key))
        }
        if happens(oneIn: 4) {
            let call = CallID(caller: "ada", operation: "hold", key: "\(number(0...39))")
            batch.replies.append(
                StoredReply(
                    call: call,
                    fingerprint: number(.min ... .max),
                    time: Instant(milliseconds: number(0...99)),
                    reply: Reply(status: 200, location: happens(oneIn: 2) ? text() : nil)
                )
            )
        }
        if happens(oneIn: 3) { batch.timersSet.append(timer(number(1...60), kind: 1)) }
        if happens(oneIn: 4) { batch.timersDone = [number(1...60), number(1...60)] }
        addLetters(to: &batch)
        if happens(oneIn: 9) {
            batch.forgetRepliesBefore = Instant(milliseconds: number(0...60))
        }
    }

    private mutating func timer(_ number: Int64, kind: Int32) -> StoredTimer {
        StoredTimer(
            number: number,
            due: Instant(milliseconds: self.number(0...99)),
            kind: kind,
            key: .text(text()),
            type: text(),
            data: Array(text().utf8),
            correlation: .none,
            cause: FactID(self.number(0...9))
        )
    }

    private mutating func addLetters(to batch: inout WriteBatch) {
        if happens(oneIn: 2) {
            let stream = stream()
            batch.lettersWritten.append(
                Letter(
                    id: LetterID(follower: text(), position: number(1...30)),
                    stream: stream,
                    attempts: Int32(number(0...9)),
                    retryAt: happens(oneIn: 2) ? Instant(milliseconds: number(0...9)) : nil,
                    reason: text(),
                    since: Instant(milliseconds: number(0...9)),
                    timer: happens(oneIn: 2) ? timer(stream.number, kind: stream.kind) : nil
                )
            )
        }
        if happens(oneIn: 4) {
            batch.lettersDone = [LetterID(follower: text(), position: number(1...30))]
        }
        if happens(oneIn: 9), let letter = batch.lettersWritten.first {
            let time = Instant(milliseconds: number(0...9))
            batch.lettersDropped = [DroppedLetter(letter: letter, time: time, person: text())]
        }
    }
}
