import Foundation
import Glibc
import Runtime
import Testing

@testable import SQLiteStore

@Suite("A check of a log")
struct LogCheckTests {
    let folder: Folder
    let copied: Folder

    init() throws { (folder, copied) = (try Folder(), try Folder()) }

    @Test func `finds every byte before the last commit that is not what it was`() throws {
        let path = try crashed(batches: 1)
        let bytes = try [UInt8](Data(contentsOf: URL(filePath: path + "-wal")))
        let visit = try Visit(path, on: .usual)
        let found = visit.log
        let log = try #require(found)
        let sound = LogCheck(log)
        #expect(sound.findings == [] && sound.frames > 5)
        let end = 32 + sound.frames * 4_120
        #expect(end <= bytes.count)
        let file = open(path + "-wal", O_RDWR)
        defer { close(file) }
        var missed: [Int] = []
        for place in 0..<end {
            var byte = bytes[place] ^ (1 << UInt8(place % 8))
            pwrite(file, &byte, 1, off_t(place))
            if LogCheck(log).findings.isEmpty { missed.append(place) }
            byte = bytes[place]
            pwrite(file, &byte, 1, off_t(place))
        }
        #expect(missed.isEmpty, "missed \(missed.prefix(20)) of \(end)")
        // As long as the file that is read.
        _ = visit.isAlone
    }

    @Test func `says when what was acknowledged would be lost`() throws {
        let path = try crashed(batches: 10)
        let bytes = try [UInt8](Data(contentsOf: URL(filePath: path + "-wal")))
        try overwrite(path + "-wal", at: 32 + 3 * 4_120 + 500, with: ~bytes[32 + 3 * 4_120 + 500])
        let report = try LedgerCheck.run(path: path)
        #expect(
            report.findings.contains { $0.contains("frame 4") && $0.contains("would be lost") },
            "\(report.findings)"
        )
    }

    @Test func `takes no notice of a transaction that did not come to its end`() throws {
        let path = try crashed(batches: 10)
        let file = try FileHandle(forUpdating: URL(filePath: path + "-wal"))
        let size = try file.seekToEnd()
        try file.truncate(atOffset: size - 100)
        try file.close()
        #expect(try LedgerCheck.run(path: path).findings == [])
    }

    @Test func `knows what an earlier log has left behind`() throws {
        let store = try SQLiteLedgerStore(path: folder.newPath())
        var life = Life(5)
        _ = try store.open(kinds: Life.kinds)
        for _ in 0..<20 { try store.commit(life.batch()) }
        try store.connection.checkpoint(waiting: true)
        for _ in 0..<3 { try store.commit(life.batch()) }
        let report = try LedgerCheck.run(path: folder.path)
        #expect(report.findings == [] && report.frames < 40)
    }

    @Test func `finds nothing after a commit that did not fit`() throws {
        let store = try SQLiteLedgerStore(path: folder.newPath())
        _ = try store.open(kinds: ["seat"])
        try store.connection.execute("PRAGMA cache_size = 5")
        try store.commit(batch(1...10))
        try store.connection.execute("PRAGMA max_page_count = 60")
        expect(.full) { () throws(StoreError) in try store.commit(batch(11...2_000)) }
        for position in 11...20 as ClosedRange<Int64> {
            try store.commit(batch(position...position))
            #expect(try LedgerCheck.run(path: folder.path).findings == [], "\(position)")
        }
    }

    /// A ledger as a crash leaves it, in a folder of its own.
    private func crashed(batches: Int) throws -> String {
        let store = try SQLiteLedgerStore(path: folder.newPath())
        var life = Life(2)
        _ = try store.open(kinds: Life.kinds)
        for _ in 0..<batches { try store.commit(life.batch()) }
        for suffix in ["", "-wal", ".lock"] {
            try FileManager.default.copyItem(
                atPath: folder.path + suffix,
                toPath: copied.path + suffix
            )
        }
        return copied.path
    }
}
