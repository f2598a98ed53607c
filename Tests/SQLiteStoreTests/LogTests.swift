import Foundation
import Glibc
import Runtime
import Testing

@testable import SQLiteStore

/// What happens in which order is said by each test: no thread of a mover comes too early or late.
@Suite("The log of views")
struct LogTests {
    private let folder: Folder
    private static let pages = 16
    private static let commits = 3_000

    init() throws { folder = try Folder() }

    /// Moves pages when the test lets it.
    private final class Mover: PageMover {
        private let connection: Connection
        private let log: Log
        private(set) var isWanted = false
        private(set) var moves = 0

        init(path: String, _ log: Log) throws {
            connection = try Connection(path: path, .writing)
            self.log = log
            _ = try connection.number("SELECT count(*) FROM sqlite_schema")
        }

        func wake() { isWanted = true }

        func come() {
            guard isWanted else { return }
            isWanted = false
            moves += 1
            log.moveBeside(connection)
            log.hasMoved()
        }
    }

    private final class Place {
        let writer: Connection
        let log: Log
        let mover: Mover

        init(path: String, _ log: Log = Log(pagesUntilMoved: LogTests.pages)) throws {
            let writer = try ViewFile.open(path, on: .usual)
            try writer.execute("CREATE TABLE line (text BLOB)")
            self.log = log
            writer.report(to: log)
            mover = try Mover(path: path, log)
            self.writer = writer
        }

        /// - Parameter mover: Comes while more is written, so that the log cannot begin anew.
        func write(beside mover: Mover? = nil) throws {
            try writer.execute("BEGIN IMMEDIATE; INSERT INTO line VALUES (zeroblob(3000))")
            mover?.come()
            try writer.execute("COMMIT")
        }

        func lines() throws -> Int64? { try writer.number("SELECT count(*) FROM line") }
    }

    @Test(arguments: [1, 3, 10])
    func `begins anew while who writes pauses, and never grows long`(delay: Int) throws {
        let place = try Place(path: folder.newPath())
        var longest = 0
        var pauses = 0
        var beginnings = 0
        var before = 0
        var waits = 0
        for _ in 1...Self.commits {
            try place.write(beside: waits >= delay ? place.mover : nil)
            place.log.keepShort(place.writer, place.mover, canPause: true)
            if place.log.isEnding {
                pauses += 1
                place.mover.come()
                #expect(!place.log.isEnding)
            }
            waits = place.mover.isWanted ? waits + 1 : 0
            let pages = place.log.pages
            longest = max(longest, pages)
            if pages < before { beginnings += 1 }
            before = pages
        }
        #expect(pauses > 10 && beginnings > 10, "\(pauses) pauses, \(beginnings) beginnings")
        #expect(place.log.helps == 0)
        // At sixteen times as many who writes would have helped.
        #expect(longest < Self.pages * 16, "\(longest) pages")
        #expect(try place.lines() == Int64(Self.commits))
    }

    @Test func `is moved by who writes when nobody comes or they do not pause`() throws {
        for canPause in [false, true] {
            let place = try Place(path: folder.newPath())
            var longest = 0
            for _ in 1...Self.commits {
                try place.write()
                place.log.keepShort(place.writer, place.mover, canPause: canPause)
                longest = max(longest, place.log.pages)
            }
            #expect(place.mover.isWanted && place.mover.moves == 0)
            #expect(place.log.helps > 10)
            // All in all it would have been 6,000 and more.
            #expect(longest < Self.pages * 17, "\(longest) pages")
            #expect(try place.lines() == Int64(Self.commits))
        }
    }

    @Test func `is moved by others in small pieces, while who writes has as little to do as ever`()
        throws
    {
        let log = Log(pagesUntilMoved: 4, pagesUntilHelped: Self.pages * 16)
        let place = try Place(path: folder.newPath(), log)
        var (asked, longest) = (0, 0)
        while log.helps == 0 {
            try place.write()
            longest = max(longest, log.pages)
            place.log.keepShort(place.writer, place.mover)
            if asked == 0, place.mover.isWanted { asked = log.pages }
        }
        #expect((Self.pages..<Self.pages + 4).contains(asked), "asked after \(asked) pages")
        #expect((Self.pages * 16..<Self.pages * 17).contains(longest), "helped after \(longest)")
    }

    @Test func `is helped with now and then while readers keep it from beginning anew`() throws {
        let path = folder.newPath()
        let place = try Place(path: path)
        // Each begins before the other ends, at the end of the log.
        let first = try Connection(path: path, .reading)
        let second = try Connection(path: path, .reading)
        var commits = 0
        while place.log.pages < Self.pages * 16 {
            for isOdd in [false, true] {
                try place.write()
                commits += 1
                if isOdd {
                    try second.execute("BEGIN; SELECT count(*) FROM line")
                    if commits > 1 { try first.execute("ROLLBACK") }
                } else {
                    try first.execute("BEGIN; SELECT count(*) FROM line")
                    if commits > 1 { try second.execute("ROLLBACK") }
                }
                place.log.keepShort(place.writer, place.mover)
                place.mover.come()
            }
        }
        #expect(commits > 60)
        #expect(place.log.helps < commits / 5, "\(place.log.helps) of \(commits)")
    }

    /// Else it would be synced by who writes, with the last page of the log.
    @Test func `is synced by who moves what can be moved, although a reader needs the rest`() throws
    {
        let files = try DiskFiles("moved beside")
        var steps = 0
        for isCut in [false, true] {
            files.disk = Disk(1)
            let ground = Ground(files: files.name)
            let writer = try ViewFile.open("/views", on: ground)
            let log = Log(pagesUntilMoved: Self.pages)
            writer.report(to: log)
            let mover = try Connection(path: "/views", .writing, on: ground)
            let reader = try Connection(path: "/views", .reading, on: ground)
            try writer.execute("CREATE TABLE line (text BLOB)")
            _ = try mover.number("SELECT count(*) FROM line")
            try reader.execute("BEGIN; SELECT count(*) FROM line")
            for _ in 0..<40 { try writer.execute("INSERT INTO line VALUES (zeroblob(3000))") }
            let database = try #require(files.disk.files["/views"])
            let (before, unmoved) = (files.disk.steps, database.bytes)
            if isCut { files.disk.stepsUntilCut = steps - 1 }
            log.moveBeside(mover)
            steps = files.disk.steps - before
            #expect(database.bytes != unmoved)
            #expect(database.isSynced != isCut)
            #expect((log.failure != nil) == isCut, "only the last step, the sync, has failed")
        }
    }

    @Test func `is left alone by a mover's thread in the end, and has kept every row`() throws {
        let ground = Ground(pagesUntilMoved: Self.pages)
        let store = try SQLiteViewStore(path: folder.newPath(), on: ground)
        _ = try store.open([ViewSchema(name: "seats", columns: [], fingerprint: "1")])
        for number in 1...Int64(Self.commits) {
            let row = StoredRow(
                number: number,
                version: 1,
                data: [],
                shown: [UInt8](repeating: 7, count: 3_000),
                columns: []
            )
            try store.write([(0, row)], marks: [(0, number)])
        }
        // A minute, for a machine that does not let the thread run.
        for _ in 0..<60_000 where store.isTidying { usleep(1_000) }
        #expect(!store.isTidying)
        for number in 1...Int64(Self.commits) {
            #expect(try store.row(number, of: 0)?.shown.count == 3_000)
        }
    }
}
