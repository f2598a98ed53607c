import Foundation
import Glibc
import Testing

@testable import SQLiteStore

@Suite("A check of a ledger")
struct CheckTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test func `finds nothing in a sound one, and changes nothing in its folder`() throws {
        let path = try ledger(batches: 40)
        let before = try state(of: path)
        let report = try LedgerCheck.run(path: path)
        #expect(report.findings == [])
        #expect(report.facts > 40 && report.streams > 20 && report.pages > 20 && report.hasSums)
        #expect(try state(of: path) == before)
    }

    @Test func `changes nothing after a crash either, and reads what is only in the log`() throws {
        let store = try SQLiteLedgerStore(path: folder.newPath())
        let copied = try Folder()
        var life = Life(3)
        _ = try store.open(kinds: Life.kinds)
        for _ in 0..<30 { try store.commit(life.batch()) }
        for suffix in ["", "-wal", ".lock"] {
            try FileManager.default.copyItem(
                atPath: folder.path + suffix,
                toPath: copied.path + suffix
            )
        }
        let before = try state(of: copied.path)
        let report = try LedgerCheck.run(path: copied.path)
        #expect(report.findings == [] && report.facts == life.position && report.frames > 30)
        #expect(try state(of: copied.path) == before)
    }

    @Test func `goes beside one that writes on`() throws {
        let store = try SQLiteLedgerStore(
            path: folder.newPath(),
            on: Ground(pagesUntilMoved: 20)
        )
        var life = Life(4)
        _ = try store.open(kinds: Life.kinds)
        var (checks, written) = (0, false)
        for round in 0..<200 {
            try store.commit(life.batch())
            guard round % 10 == 9 else { continue }
            let report = try LedgerCheck.run(path: folder.path) { _ in
                // In the middle of the check, of whose moment this is no part.
                guard !written else { return }
                written = true
                for _ in 0..<30 { try? store.commit(life.batch()) }
            }
            checks += 1
            written = round % 20 != 9
            #expect(report.findings == [], "round \(round)")
        }
        #expect(checks == 20)
    }

    @Test func `finds every byte of the database that is not what it was`() throws {
        let path = try ledger(batches: 12, freeing: true)
        let visit = try Visit(path, on: .usual)
        let (found, free) = (visit.database, try visit.connection.number("PRAGMA freelist_count"))
        let database = try #require(found)
        #expect(free ?? 0 > 0)
        let bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
        let file = open(path, O_RDWR)
        defer { close(file) }
        var missed: [Int] = []
        for place in bytes.indices {
            var byte = bytes[place] ^ (1 << UInt8(place % 8))
            pwrite(file, &byte, 1, off_t(place))
            if PageCheck(database, nil, [:], isAlone: true).findings.isEmpty {
                missed.append(place)
            }
            byte = bytes[place]
            pwrite(file, &byte, 1, off_t(place))
        }
        #expect(missed.isEmpty, "missed \(missed.prefix(20)) of \(bytes.count)")
        #expect(PageCheck(database, nil, [:], isAlone: true).findings.isEmpty)
        // As long as the files that are read.
        _ = visit.isAlone
    }

    @Test func `says so as a whole, too`() throws {
        let path = try ledger(batches: 12, freeing: true)
        let bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
        for place in stride(from: 0, to: bytes.count, by: 611) {
            try overwrite(path, at: place, with: ~bytes[place])
            let report = try LedgerCheck.run(path: path)
            #expect(!report.isSound, "byte \(place)")
            try overwrite(path, at: place, with: bytes[place])
        }
        #expect(try LedgerCheck.run(path: path).isSound)
    }

    @Test func `finds a page that was lost, or lies where another belongs`() throws {
        let path = try ledger(batches: 30)
        let bytes = try Data(contentsOf: URL(filePath: path))
        for page in 1..<bytes.count / 4_096 {
            for wrong in [Data(count: 4_096), bytes.prefix(8_192).suffix(4_096)] where page != 1 {
                var changed = bytes
                changed.replaceSubrange(page * 4_096..<(page + 1) * 4_096, with: wrong)
                try changed.write(to: URL(filePath: path))
                let found = try LedgerCheck.run(path: path).findings
                #expect(found.contains { $0.hasPrefix("page \(page + 1) ") }, "\(found)")
            }
        }
    }

    @Test(arguments: [
        ("UPDATE mark SET position = 9999", "follower"),
        ("INSERT INTO directory VALUES (1 << 40 | 999, 1, 'nobody', 1)", "nobody"),
        ("UPDATE directory SET count = 1000000", "speaks for"),
        ("UPDATE directory SET count = count + 1", "directory"),
        ("UPDATE birth SET segment = 1 WHERE segment > 1", "places"),
        ("DELETE FROM birth", "places"),
        ("UPDATE directory SET kind = 1", "leads to something else"),
        ("UPDATE letter SET position = position + 9999", "letter"),
        ("UPDATE snapshot SET data = x'00'", "snapshot"),
        ("UPDATE place SET segment = 1 WHERE segment > 1", "places"),
        ("UPDATE timer SET kind = 77", "timer"),
        ("DELETE FROM kind WHERE number = 2", "kind 2"),
    ])
    func `finds what does not agree`(change: String, word: String) throws {
        let path = try ledger(batches: 60)
        try Connection(path: path, .writing).execute(change)
        let findings = try LedgerCheck.run(path: path).findings
        #expect(findings.contains { $0.contains(word) }, "\(findings)")
    }

    private func ledger(batches: Int, freeing: Bool = false) throws -> String {
        let store = try SQLiteLedgerStore(path: folder.newPath())
        _ = try store.open(kinds: Life.kinds)
        var life = Life(1)
        for _ in 0..<batches { try store.commit(life.batch()) }
        if freeing {
            try store.connection.execute(
                "CREATE TABLE gone (a); INSERT INTO gone VALUES (zeroblob(20000)); DROP TABLE gone"
            )
        }
        return folder.path
    }

    /// Names, contents and times of change of all that lies beside a ledger.
    private func state(of path: String) throws -> [String] {
        let place = URL(filePath: path).deletingLastPathComponent()
        return try FileManager.default.contentsOfDirectory(atPath: place.path).sorted().map {
            let file = place.appending(path: $0)
            let values = try file.resourceValues(forKeys: [.contentModificationDateKey])
            let bytes = try Data(contentsOf: file)
            let date = values.contentModificationDate?.timeIntervalSince1970 ?? 0
            return "\($0) \(bytes.count) \(bytes.hashValue) \(date)"
        }
    }
}
