import Foundation
import Runtime
import Testing

@testable import SQLiteStore

@Suite("A backup of a ledger")
struct BackupTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test func `holds what was there when it began, while the ledger is written on`() throws {
        let store = try SQLiteLedgerStore(path: folder.newPath(), on: Ground(pagesUntilMoved: 20))
        let path = folder.path
        var life = Life(7)
        _ = try store.open(kinds: Life.kinds)
        for _ in 0..<150 { try store.commit(life.batch()) }
        let before = try Contents(store)
        var (rounds, failures) = (0, 0)
        let report = try LedgerBackup.run(path: path, to: folder.newPath()) { _ in
            rounds += 1
            do { try store.commit(life.batch()) } catch { failures += 1 }
        }
        #expect(rounds > 3 && failures == 0)
        #expect(report.isSound && report.hasSums && report.facts == before.head.position)
        #expect(try LedgerCheck.run(path: folder.path).isSound)
        #expect(try Contents(try SQLiteLedgerStore(path: folder.path)) == before)
        #expect(try store.facts(after: 0, limit: .max).count == life.position)
    }

    @Test func `takes with it what is only in the log, from a ledger that nobody has open`() throws
    {
        let store = try SQLiteLedgerStore(path: folder.newPath())
        var life = Life(8)
        _ = try store.open(kinds: Life.kinds)
        for _ in 0..<40 { try store.commit(life.batch()) }
        let crashed = try Folder()
        for suffix in ["", "-wal"] {
            let copy = crashed.path + suffix
            try FileManager.default.copyItem(atPath: folder.path + suffix, toPath: copy)
        }
        _ = try LedgerBackup.run(path: crashed.path, to: crashed.newPath())
        #expect(try Contents(try SQLiteLedgerStore(path: crashed.path)) == Contents(store))
    }

    @Test func `never takes the place of a file`() throws {
        let path = try ledger()
        try Data("mine".utf8).write(to: URL(filePath: folder.newPath()))
        expect(.conflict, "already") { () throws(StoreError) in
            _ = try LedgerBackup.run(path: path, to: folder.path)
        }
        #expect(try Data(contentsOf: URL(filePath: folder.path)) == Data("mine".utf8))
    }

    @Test func `is not made of a ledger that is damaged`() throws {
        let path = try ledger()
        let bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
        let place = bytes.count / 2
        try overwrite(path, at: place, with: ~bytes[place])
        expect(.damaged) { () throws(StoreError) in
            _ = try LedgerBackup.run(path: path, to: folder.newPath())
        }
        for name in [folder.path, folder.path + ".partial"] {
            #expect(!FileManager.default.fileExists(atPath: name))
        }
    }

    @Test func `is not made of a log that is damaged`() throws {
        let store = try SQLiteLedgerStore(path: folder.newPath())
        let path = folder.path
        try store.commit(batch(1...20))
        try store.commit(batch(21...40))
        let bytes = try Data(contentsOf: URL(filePath: path + "-wal"))
        let place = try #require(bytes.range(of: Data("fact 7 ".utf8))).lowerBound
        try overwrite(path + "-wal", at: place, with: bytes[place] ^ 1)
        expect(.damaged, "log") { () throws(StoreError) in
            _ = try LedgerBackup.run(path: path, to: folder.newPath())
        }
    }

    @Test func `of an older ledger is one without sums`() throws {
        let path = folder.newPath()
        do {
            let store = try SQLiteLedgerStore(path: path, on: Ground(reservesSums: false))
            _ = try store.open(kinds: ["seat"])
            try store.commit(batch(1...300))
        }
        let report = try LedgerBackup.run(path: path, to: folder.newPath())
        #expect(report.isSound && !report.hasSums && report.facts == 300)
    }

    @Test func `lets the log grow, and holds no commit up for long`() throws {
        let store = try SQLiteLedgerStore(path: folder.newPath(), on: Ground(pagesUntilMoved: 4))
        var life = Life(9)
        _ = try store.open(kinds: Life.kinds)
        try store.commit(life.batch())
        var grown = 0
        do {
            let reader = try LedgerFile.read(folder.path)
            try reader.execute("BEGIN")
            _ = try reader.number("SELECT count(*) FROM sqlite_schema")
            for _ in 0..<300 { try store.commit(life.batch()) }
            grown = store.log.pages
            #expect(grown > 1_000)
            // Each wait is a fiftieth of a second at most, and one of them lasts 256 pages.
            #expect(store.log.waits > 0 && store.log.waits <= grown / 256)
            try reader.execute("COMMIT")
        }
        for _ in 0..<3 { try store.commit(life.batch()) }
        #expect(store.log.pages < grown / 4, "the log begins anew when nobody needs it")
        #expect(try LedgerCheck.run(path: folder.path).isSound)
    }

    private func ledger() throws -> String {
        let store = try SQLiteLedgerStore(path: folder.newPath())
        _ = try store.open(kinds: ["seat"])
        try store.commit(batch(1...300))
        return folder.path
    }
}
