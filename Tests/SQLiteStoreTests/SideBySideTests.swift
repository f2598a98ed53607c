import InMemory
import Kit
import KitTesting
import Runtime
import SQLiteStore
import Testing

@Suite("Stores side by side")
struct SideBySideTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `give the same answers, whatever is written`(seed: UInt64) throws {
        var chance = Chance(Seed(seed))
        let path = folder.newPath()
        let memory = InMemoryLedgerStore()
        var file = try SQLiteLedgerStore(path: path)
        _ = try memory.open(kinds: ["seat", "payment"])
        _ = try file.open(kinds: ["seat", "payment"])
        for round in 0..<60 {
            let batch = chance.batch(after: try memory.open(kinds: []).position)
            let outcomes = (outcome(memory, batch), outcome(file, batch))
            #expect(outcomes.0 == outcomes.1, "round \(round): \(outcomes)")
            if round == 30 {
                file = try reopened(&file, path)
            }
            guard round.isMultiple(of: 5) else { continue }
            try compare(memory, file)
        }
        try compare(memory, file)
    }

    /// The first store has to go before the second can come.
    private func reopened(
        _ store: inout SQLiteLedgerStore,
        _ path: String
    ) throws -> SQLiteLedgerStore {
        store = try SQLiteLedgerStore(path: folder.newPath())
        return try SQLiteLedgerStore(path: path)
    }

    private func outcome(_ store: any LedgerStore, _ batch: WriteBatch) -> String {
        do throws(StoreError) {
            try store.commit(batch)
            return "kept"
        } catch {
            return "\(trouble(error).0)"
        }
    }

    private func compare(_ a: any LedgerStore, _ b: any LedgerStore) throws {
        let kinds = ["payment", "seat"]
        #expect(try a.open(kinds: kinds) == b.open(kinds: kinds))
        #expect(try a.facts(after: 0, limit: 9_000) == b.facts(after: 0, limit: 9_000))
        #expect(try a.nextDue() == b.nextDue())
        #expect(try a.letters(limit: 500) == b.letters(limit: 500))
        #expect(try a.droppedLetters(limit: 500) == b.droppedLetters(limit: 500))
        for moment in [10, 50, 90] as [Int64] {
            let due = Instant(milliseconds: moment)
            #expect(try a.timers(dueBy: due, limit: 20) == b.timers(dueBy: due, limit: 20))
        }
        for number in 1...12 as ClosedRange<Int64> {
            for kind in 1...2 as ClosedRange<Int32> {
                let stream = StreamID(kind: kind, number: number)
                let (left, right) = (
                    try a.history(of: stream, fromSnapshot: true),
                    try b.history(of: stream, fromSnapshot: true)
                )
                #expect(left.0 == right.0 && left.1 == right.1)
                #expect(try a.key(of: stream) == b.key(of: stream))
                let letters = try a.letters(of: "b", about: stream, limit: 3)
                #expect(try letters == b.letters(of: "b", about: stream, limit: 3))
            }
        }
        for key in 0..<40 as Range<Int64> {
            #expect(try a.number(of: .number(key), kind: 1) == b.number(of: .number(key), kind: 1))
            let text = Key.text("\(key)")
            #expect(try a.number(of: text, kind: 2) == b.number(of: text, kind: 2))
            let call = CallID(caller: "ada", operation: "hold", key: "\(key)")
            #expect(try a.reply(to: call) == b.reply(to: call))
        }
    }
}
