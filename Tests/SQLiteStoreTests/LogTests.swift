import Foundation
import Glibc
import Runtime
import Testing

@testable import SQLiteStore

@Suite("The log of views")
struct LogTests {
    private let folder: Folder
    private let schema = ViewSchema(name: "seats", columns: [], fingerprint: "1")
    private static let pages = 16

    init() throws { folder = try Folder() }

    private func store() throws -> SQLiteViewStore {
        let ground = Ground(pagesUntilMoved: Self.pages)
        let store = try SQLiteViewStore(path: folder.newPath(), on: ground)
        _ = try store.open([schema])
        return store
    }

    private func write(_ number: Int64, to store: SQLiteViewStore) throws {
        let row = StoredRow(
            number: number,
            version: 1,
            data: [],
            shown: [UInt8](repeating: 7, count: 3_000),
            columns: []
        )
        try store.write([(0, row)], marks: [(0, number)])
    }

    /// False when it did not end.
    private func waitForTheEnd(of store: SQLiteViewStore) -> Bool {
        for _ in 0..<2_000 where store.isTidying { usleep(1_000) }
        return !store.isTidying
    }

    @Test func `begins anew while who writes pauses, and never grows long`() throws {
        let store = try store()
        var longest = 0
        var pauses = 0
        var beginnings = 0
        var before = 0
        for number in 1...3_000 as ClosedRange<Int64> {
            try write(number, to: store)
            if store.isTidying { pauses += 1 }
            #expect(waitForTheEnd(of: store))
            longest = max(longest, store.log.pages)
            if store.log.pages < before { beginnings += 1 }
            before = store.log.pages
        }
        #expect(pauses > 0 && beginnings > 3, "\(pauses) pauses, \(beginnings) beginnings")
        // At sixteen times as many who writes helps.
        #expect(longest < Self.pages * 24, "\(longest) pages")
        #expect(try store.row(3_000, of: 0)?.shown.count == 3_000)
    }

    @Test func `is moved by who writes when they do not pause`() throws {
        let store = try store()
        var longest = 0
        for number in 1...3_000 as ClosedRange<Int64> {
            try write(number, to: store)
            longest = max(longest, store.log.pages)
        }
        // All in all it would have been 6,000 and more.
        #expect(longest < 4_000, "\(longest) pages")
        #expect(waitForTheEnd(of: store))
    }

    @Test func `is helped with now and then while readers keep it from beginning anew`() throws {
        let path = folder.newPath()
        let writer = try ViewFile.open(path, on: .usual)
        try writer.execute("CREATE TABLE line (text BLOB)")
        let log = Log(pagesUntilMoved: Self.pages)
        writer.report(to: log)
        let mover = LogMover(path: path, on: .usual, log)
        defer { mover.stop() }
        // Each begins before the other ends, at the end of the log.
        let first = try Connection(path: path, .reading)
        let second = try Connection(path: path, .reading)
        var commits = 0
        while log.pages < Self.pages * 16 {
            for isOdd in [false, true] {
                try writer.execute("INSERT INTO line VALUES (zeroblob(3000))")
                commits += 1
                if isOdd {
                    try second.execute("BEGIN; SELECT count(*) FROM line")
                    if commits > 1 { try first.execute("ROLLBACK") }
                } else {
                    try first.execute("BEGIN; SELECT count(*) FROM line")
                    if commits > 1 { try second.execute("ROLLBACK") }
                }
                log.keepShort(writer, mover)
                usleep(1_000)
            }
        }
        #expect(commits > 60)
        #expect(log.helps < commits / 5, "\(log.helps) of \(commits)")
    }
}
