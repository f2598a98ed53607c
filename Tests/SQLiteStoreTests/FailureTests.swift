import CSQLite
import Foundation
import Kit
import Runtime
import Testing

@testable import SQLiteStore

@Suite("A ledger in SQLite")
struct FailureTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test func `goes on after a full disk, with nothing of what did not fit`() throws {
        let store = try SQLiteLedgerStore(path: folder.newPath())
        _ = try store.open(kinds: ["seat"])
        try store.commit(batch(1...10))
        try store.connection.execute("PRAGMA max_page_count = 60")
        var large = batch(11...2_000)
        large.marks = ["follower": 9]
        large.timersSet = [timer(1)]
        large.facts[0].type = "a type that will not be known"
        expect(.full) { () throws(StoreError) in try store.commit(large) }
        let head = try store.open(kinds: ["seat"])
        #expect(head.position == 10 && head.marks.isEmpty && head.lastTimer == 0)
        #expect(try store.facts(after: 10, limit: 5).isEmpty)
        var small = batch(11...12)
        small.facts[0].type = "a type that will not be known"
        try store.commit(small)
        #expect(try store.facts(after: 10, limit: 5) == small.facts)
        expect(.full) { () throws(StoreError) in try store.commit(batch(13...2_000)) }
        try store.connection.execute("PRAGMA max_page_count = 100000")
        try store.commit(batch(13...2_000))
        #expect(try store.facts(after: 0, limit: 5_000).count == 2_000)
    }

    @Test func `goes on after a constraint has failed`() throws {
        let store = try SQLiteLedgerStore(path: folder.newPath())
        try store.commit(batch(1...2))
        var wrong = batch(3...4)
        wrong.facts[1].stream = wrong.facts[0].stream
        wrong.facts[1].version = wrong.facts[0].version
        expect(.conflict) { () throws(StoreError) in try store.commit(wrong) }
        try store.commit(batch(3...4))
        #expect(try store.facts(after: 0, limit: 9).map(\.position) == [1, 2, 3, 4])
    }

    @Test func `notices a byte that has changed on the disk`() throws {
        let path = folder.newPath()
        try fill(path) { store in
            for range in [1...16, 17...17, 18...20] as [ClosedRange<Int64>] {
                try store.commit(batch(range))
            }
        }
        let file = URL(filePath: path)
        var bytes = try Data(contentsOf: file)
        let place = try #require(bytes.range(of: Data("fact 17".utf8)))
        bytes[place.lowerBound] ^= 1
        try bytes.write(to: file)
        try FileManager.default.removeItem(atPath: path + "-wal")
        expect(.damaged) { () throws(StoreError) in
            _ = try SQLiteLedgerStore(path: path).facts(after: 0, limit: 50)
        }
        expect(.damaged) { () throws(StoreError) in
            _ = try SQLiteFactReader(path: path).facts(after: 0, limit: 50)
        }
    }

    @Test(arguments: [
        "UPDATE segment SET time = time + 1 WHERE first = 6",
        "UPDATE segment SET count = count - 1 WHERE first = 6",
        "UPDATE segment SET first = 7 WHERE first = 6",
        "UPDATE segment SET data = zeroblob(length(data)) WHERE first = 6",
        "DELETE FROM segment WHERE first = 6",
        "DELETE FROM segment WHERE first = 1",
    ])
    func `notices what was changed behind its back`(change: String) throws {
        let path = folder.newPath()
        try fill(path) { store in
            try store.commit(batch(1...5))
            try store.commit(batch(6...8))
            try store.commit(batch(9...10))
        }
        try Connection(path: path, .writing).execute(change)
        let store = try SQLiteLedgerStore(path: path)
        expect(.damaged) { () throws(StoreError) in _ = try store.facts(after: 0, limit: 50) }
    }

    @Test func `notices a version that is missing in a history`() throws {
        let path = folder.newPath()
        try fill(path) { store in
            for version in 1...3 as ClosedRange<Int64> {
                var batch = batch(version...version)
                batch.facts[0].stream = stream(1)
                batch.facts[0].version = version
                try store.commit(batch)
            }
        }
        try Connection(path: path, .writing).execute("DELETE FROM place WHERE version = 2")
        let store = try SQLiteLedgerStore(path: path)
        expect(.damaged) { () throws(StoreError) in
            _ = try store.history(of: stream(1), fromSnapshot: true)
        }
    }

    @Test func `does without a snapshot that is damaged`() throws {
        let path = folder.newPath()
        try fill(path) { store in
            var batch = batch(1...1)
            batch.snapshots = [
                Snapshot(stream: stream(1), version: 1, schemaVersion: 1, data: [1, 2])
            ]
            try store.commit(batch)
        }
        try Connection(path: path, .writing).execute("UPDATE snapshot SET data = x'0103'")
        let (snapshot, facts) = try SQLiteLedgerStore(path: path).history(
            of: stream(1),
            fromSnapshot: true
        )
        #expect(snapshot == nil && facts.count == 1)
    }

    @Test func `is opened by one writer at a time`() throws {
        let path = folder.newPath()
        let first = try SQLiteLedgerStore(path: path)
        expect(.failed, "locked") { () throws(StoreError) in _ = try SQLiteLedgerStore(path: path) }
        try first.commit(batch(1...1))
        try fill(folder.newPath()) { _ in }
        _ = try SQLiteLedgerStore(path: folder.path)
    }

    @Test func `refuses a file that newer software has written`() throws {
        let path = folder.newPath()
        try fill(path) { _ in }
        try Connection(path: path, .writing).execute("UPDATE meta SET value = 99")
        expect(.failed, "newer") { () throws(StoreError) in _ = try SQLiteLedgerStore(path: path) }
    }

    @Test func `refuses a file that is something else`() throws {
        try Connection(path: folder.newPath(), .writing).execute("CREATE TABLE mine (a)")
        expect(.damaged, "no ledger") { () throws(StoreError) in
            _ = try SQLiteLedgerStore(path: folder.path)
        }
        try Data(repeating: 65, count: 9_000).write(to: URL(filePath: folder.newPath()))
        expect(.damaged) { () throws(StoreError) in _ = try SQLiteLedgerStore(path: folder.path) }
        expect(.failed) { () throws(StoreError) in
            _ = try SQLiteLedgerStore(path: folder.newPath() + "/no/such/folder")
        }
    }

    @Test func `lets readers neither write nor move the log`() throws {
        let store = try SQLiteLedgerStore(path: folder.newPath())
        try store.commit(batch(1...5))
        let connection = try LedgerFile.read(folder.path)
        expect(.failed) { () throws(StoreError) in try connection.execute("DELETE FROM segment") }
        #expect(throws: StoreError.self) { try connection.checkpoint() }
        #expect(try store.facts(after: 0, limit: 9).count == 5)
    }

    @Test func `keeps the log short, also under a reader`() throws {
        let store = try SQLiteLedgerStore(path: folder.newPath())
        let reader = try store.reader()
        for start in stride(from: 1, to: 20_001, by: 100) as StrideTo<Int64> {
            try store.commit(batch(start...(start + 99)))
            #expect(try reader.facts(after: start - 1, limit: 200).count == 100)
        }
        let size = try FileManager.default.attributesOfItem(atPath: folder.path + "-wal")[.size]
        let bytes = try #require(size as? Int)
        #expect(bytes < 600 * 4_200, "the log has \(bytes) bytes")
        #expect(store.checkpointFailure == nil)
    }

    private func fill(_ path: String, _ work: (SQLiteLedgerStore) throws -> Void) throws {
        let store = try SQLiteLedgerStore(path: path)
        _ = try store.open(kinds: ["seat"])
        try work(store)
    }
}
