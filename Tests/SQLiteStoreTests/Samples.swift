import Kit
import Runtime
import Testing

func stream(_ number: Int64) -> StreamID { StreamID(kind: 1, number: number) }

/// Facts with these positions, each of a stream of its own.
func batch(_ positions: ClosedRange<Int64>) -> WriteBatch {
    var batch = WriteBatch()
    batch.facts = positions.map { position in
        StoredFact(
            position: position,
            stream: stream(position),
            version: 1,
            type: "held",
            schemaVersion: 1,
            time: Instant(milliseconds: position),
            correlation: FactID(position),
            cause: .none,
            data: Array("fact \(position) \(String(repeating: "x", count: 280))".utf8)
        )
    }
    return batch
}

func timer(_ number: Int64) -> StoredTimer {
    StoredTimer(
        number: number,
        due: Instant(milliseconds: number),
        kind: 1,
        key: .number(number),
        type: "expire",
        data: [],
        correlation: .none,
        cause: .none
    )
}

enum Trouble { case full, failed, unsynced, damaged, conflict }

func trouble(_ error: StoreError) -> (Trouble, String) {
    switch error {
    case .full(let text): (.full, text)
    case .failed(let text): (.failed, text)
    case .unsynced(let text): (.unsynced, text)
    case .damaged(let text): (.damaged, text)
    case .conflict(let text): (.conflict, text)
    }
}

/// Does something that must end in this trouble, with this word in its text.
func expect(
    _ expected: Trouble,
    _ word: String = "",
    sourceLocation: SourceLocation = #_sourceLocation,
    _ work: () throws(StoreError) -> Void
) {
    do throws(StoreError) {
        try work()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch {
        let (trouble, text) = trouble(error)
        #expect(trouble == expected, "\(text)", sourceLocation: sourceLocation)
        #expect(word.isEmpty || text.contains(word), sourceLocation: sourceLocation)
    }
}
