import InMemory
import Kit
import KitTesting
import Runtime
import SQLiteStore
import Testing

/// Ledgers in which numbers and keys grow side by side, as they mostly do: streams share rows.
@Suite("A ledger that grows")
struct GrowthTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `finds what it was told, however it grows`(seed: UInt64) throws {
        var growth = Growth(seed)
        let path = folder.newPath()
        let memory = InMemoryLedgerStore()
        _ = try memory.open(kinds: Growth.kinds)
        for _ in 0..<3 {
            let file = try SQLiteLedgerStore(path: path)
            _ = try file.open(kinds: Growth.kinds)
            for _ in 0..<6 {
                let (batch, isKept) = growth.batch()
                #expect(try isKept == keeps(file, batch), "the file keeps what agrees")
                #expect(try isKept == keeps(memory, batch))
            }
            try compare(memory, file, growth)
        }
        let reopened = try SQLiteLedgerStore(path: path)
        try compare(memory, reopened, growth)
        let report = try LedgerCheck.run(path: path)
        #expect(report.isSound, "\(report.findings)")
    }

    private func keeps(_ store: any LedgerStore, _ batch: WriteBatch) throws -> Bool {
        do throws(StoreError) {
            try store.commit(batch)
            return true
        } catch .conflict {
            return false
        }
    }

    private func compare(_ a: any LedgerStore, _ b: any LedgerStore, _ growth: Growth) throws {
        #expect(try a.open(kinds: Growth.kinds) == b.open(kinds: Growth.kinds))
        for (stream, version) in growth.versions {
            let (left, right) = (
                try a.history(of: stream, fromSnapshot: false).1,
                try b.history(of: stream, fromSnapshot: false).1
            )
            #expect(left == right && left.last?.version ?? 0 == version)
            #expect(try a.key(of: stream) == b.key(of: stream))
        }
        for stream in growth.unborn {
            #expect(try b.history(of: stream, fromSnapshot: true).1.isEmpty)
            #expect(try b.key(of: stream) == nil)
        }
        for key in growth.keys {
            for kind in 1...2 as ClosedRange<Int32> {
                #expect(try a.number(of: key, kind: kind) == b.number(of: key, kind: kind))
            }
        }
    }
}

/// Makes up batches whose numbers and keys mostly grow by one.
private struct Growth {
    static let kinds = ["seat", "payment"]

    private(set) var versions: [StreamID: Int64] = [:]
    private(set) var unborn: [StreamID] = []
    private(set) var keys: [Key] = [.number(0), .number(.max), .number(.min), .text("1")]
    private var seed: Seed
    private var position: Int64 = 0
    private var lastNumbers: [Int32: Int64] = [:]
    private var lastKey: Int64
    private var called: Set<Int64> = []

    init(_ seed: UInt64) {
        self.seed = Seed(seed)
        lastKey = seed.isMultiple(of: 5) ? -40 : 0
    }

    private mutating func number(_ range: ClosedRange<Int64>) -> Int64 {
        Int64.random(in: range, using: &seed)
    }

    private mutating func happens(oneIn count: Int64) -> Bool { number(1...count) == 1 }

    /// And whether it can be kept.
    mutating func batch() -> (WriteBatch, isKept: Bool) {
        let before = self
        var batch = WriteBatch()
        for _ in 0..<number(1...150) {
            let stream = happens(oneIn: 2) ? new(&batch) : versions.keys.min(by: earlier)
            guard let stream else { continue }
            position += 1
            versions[stream, default: 0] += 1
            batch.facts.append(fact(stream, versions[stream] ?? 0))
        }
        guard happens(oneIn: 5), let old = before.versions.keys.min(by: earlier) else {
            return (batch, true)
        }
        spoil(&batch, old)
        let seed = self.seed
        self = before
        self.seed = seed
        return (batch, false)
    }

    /// Begins again what has begun, or calls something what is called so already.
    private mutating func spoil(_ batch: inout WriteBatch, _ old: StreamID) {
        if let key = called.sorted().first, happens(oneIn: 2) {
            let stream = StreamID(kind: 2, number: (lastNumbers[2] ?? 0) + 1)
            batch.directory.append(DirectoryEntry(stream: stream, key: .number(key)))
        } else {
            batch.facts.append(fact(old, 1))
            batch.facts[batch.facts.count - 1].position = position + 1
        }
    }

    private mutating func new(_ batch: inout WriteBatch) -> StreamID {
        let kind = Int32(number(1...2))
        var number = (lastNumbers[kind] ?? 0) + 1
        if happens(oneIn: 30) {
            unborn.append(StreamID(kind: kind, number: number))
            number += 1
        } else if happens(oneIn: 30), let late = unborn.first(where: { $0.kind == kind }) {
            // One that was passed over comes after all.
            unborn.removeAll { $0 == late }
            number = late.number
        }
        lastNumbers[kind] = max(lastNumbers[kind] ?? 0, number)
        let stream = StreamID(kind: kind, number: number)
        if kind == 2 { batch.directory.append(DirectoryEntry(stream: stream, key: key())) }
        return stream
    }

    private mutating func key() -> Key {
        if happens(oneIn: 20) {
            let text = Key.text("late \(lastKey) \(keys.count)")
            keys.append(text)
            return text
        }
        var key = lastKey + 1
        if happens(oneIn: 20) { key += number(1...9) }
        let free = (1...max(lastKey, 0) + 1).first { !called.contains($0) }
        if happens(oneIn: 20), let free { key = free }
        lastKey = max(lastKey, key)
        called.insert(key)
        keys.append(.number(key))
        return .number(key)
    }

    private func earlier(_ a: StreamID, _ b: StreamID) -> Bool {
        let marks = [a, b].map { ($0.packed &* 0x9E37_79B9 &+ position) % 1_009 }
        return marks[0] == marks[1] ? a.packed < b.packed : marks[0] < marks[1]
    }

    private func fact(_ stream: StreamID, _ version: Int64) -> StoredFact {
        StoredFact(
            position: position,
            stream: stream,
            version: version,
            type: "held",
            schemaVersion: 1,
            time: Instant(milliseconds: position),
            correlation: FactID(position),
            cause: .none,
            data: Array("{\"number\":\(stream.number)}".utf8)
        )
    }
}
