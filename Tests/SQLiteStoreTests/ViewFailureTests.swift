import Foundation
import Runtime
import Testing

@testable import SQLiteStore

@Suite("Views in SQLite")
struct ViewFailureTests {
    let folder: Folder
    let schema = ViewSchema(
        name: "seats",
        columns: [.init("holder", indexed: true)],
        fingerprint: "1"
    )

    init() throws { folder = try Folder() }

    @Test func `begin anew in place of a file that is none`() throws {
        try Data(repeating: 65, count: 9_000).write(to: URL(filePath: folder.newPath()))
        let store = try SQLiteViewStore(path: folder.path)
        #expect(try store.open([schema])[0].mark == 0)
        try store.write([(0, row(1))], marks: [(0, 3)])
        #expect(try store.row(1, of: 0) == row(1))
    }

    @Test func `begin anew in place of a file of another layout`() throws {
        let path = folder.newPath()
        try fill(path)
        try Connection(path: path, .writing).execute("PRAGMA user_version = 99")
        #expect(try SQLiteViewStore(path: path).open([schema])[0].mark == 0)
    }

    @Test func `begin anew the next time when damage shows later`() throws {
        let path = folder.newPath()
        try fill(path)
        let file = URL(filePath: path)
        var bytes = try Data(contentsOf: file)
        // All but the first pages, where the tables are named.
        for index in 4_096 * 4..<bytes.count { bytes[index] = 0xA5 }
        try bytes.write(to: file)
        try FileManager.default.removeItem(atPath: path + "-wal")
        do {
            let store = try SQLiteViewStore(path: path)
            expect(.damaged) { () throws(StoreError) in
                _ = try store.open([schema])
                for number in 1...2_000 as ClosedRange<Int64> { _ = try store.row(number, of: 0) }
            }
        }
        let store = try SQLiteViewStore(path: path)
        #expect(try store.open([schema]).map(\.mark) == [0])
        #expect(try store.row(1, of: 0) == nil)
    }

    @Test func `are built again when an index is added`() throws {
        let path = folder.newPath()
        let plain = ViewSchema(name: "seats", columns: [.init("holder")], fingerprint: "1")
        let store = try SQLiteViewStore(path: path)
        _ = try store.open([plain])
        try store.write([(0, row(1))], marks: [(0, 3)])
        #expect(try store.open([plain])[0].mark == 3)
        #expect(try store.open([schema])[0].mark == 0)
    }

    private func fill(_ path: String) throws {
        let store = try SQLiteViewStore(path: path)
        _ = try store.open([schema])
        try store.write((1...2_000).map { (0, row($0)) }, marks: [(0, 3)])
    }

    private func row(_ number: Int64) -> StoredRow {
        StoredRow(
            number: number,
            version: 1,
            data: [UInt8](repeating: 7, count: 100),
            shown: [],
            columns: [.text("ada \(number)")]
        )
    }
}
