import Foundation
import Glibc
import Runtime
import Testing

@testable import SQLiteStore

@Suite("A page of a ledger")
struct PageTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test func `has a sum that knows its bytes and its place`() {
        var page = [UInt8](repeating: 7, count: 4_096)
        page.withUnsafeMutableBytes { PageSum.fill($0, number: 3) }
        func isRight(_ number: UInt32) -> Bool {
            page.withUnsafeBytes { PageSum.isRight($0, number: number) }
        }
        #expect(isRight(3))
        #expect(!isRight(4), "it lies where another belongs")
        for place in [0, 1, 2_000, 4_087, 4_088, 4_091, 4_092, 4_095] {
            page[place] ^= 64
            #expect(!isRight(3), "byte \(place)")
            page[place] ^= 64
        }
    }

    @Test func `has its sum as soon as it is in the database`() throws {
        do {
            let store = try SQLiteLedgerStore(path: folder.newPath())
            try store.commit(batch(1...200))
        }
        let bytes = try [UInt8](Data(contentsOf: URL(filePath: folder.path)))
        #expect(bytes.count >= 20 * 4_096 && bytes[20] == 8)
        bytes.withUnsafeBytes { bytes in
            for number in 0..<bytes.count / 4_096 {
                let page = UnsafeRawBufferPointer(
                    rebasing: bytes[number * 4_096..<(number + 1) * 4_096]
                )
                #expect(PageSum.isRight(page, number: UInt32(number + 1)), "page \(number + 1)")
            }
        }
    }

    /// Pages would get a sum of their own on their way, and the damage would be sealed for ever.
    @Test func `is not moved out of a log in which it was damaged`() throws {
        let store = try SQLiteLedgerStore(path: folder.newPath())
        try store.commit(batch(1...20))
        let log = folder.path + "-wal"
        let bytes = try Data(contentsOf: URL(filePath: log))
        let place = try #require(bytes.range(of: Data("fact 7 ".utf8))).lowerBound
        try overwrite(log, at: place, with: bytes[place] ^ 1)
        expect(.damaged) { () throws(StoreError) in try store.connection.checkpoint() }
        try overwrite(log, at: place, with: bytes[place])
        try store.connection.checkpoint()
        #expect(try store.facts(after: 0, limit: 50) == batch(1...20).facts)
    }

    @Test func `is refused when it is read and is not what was written`() throws {
        var life = Life(6)
        do {
            let store = try SQLiteLedgerStore(path: folder.newPath())
            for _ in 0..<20 { try store.commit(life.batch()) }
        }
        // In an answer that is remembered, which has no sum of its own.
        let bytes = try Data(contentsOf: URL(filePath: folder.path))
        let place = try #require(bytes.range(of: Data("/seats/3".utf8))).lowerBound
        try overwrite(folder.path, at: place + 7, with: UInt8(ascii: "4"))
        expect(.damaged) { () throws(StoreError) in
            let store = try SQLiteLedgerStore(path: folder.path)
            for number in 1...9 {
                let key = "key \(number)"
                _ = try store.reply(
                    to: CallID(caller: "ada", operation: "POST /seats", key: key)
                )
            }
        }
    }

    @Test func `of an older ledger is read on without a sum`() throws {
        let path = folder.newPath()
        do { _ = try SQLiteLedgerStore(path: path, on: Ground(reservesSums: false)) }
        for round in 0..<2 as Range<Int64> {
            let store = try SQLiteLedgerStore(path: path)
            try store.commit(batch((round * 50 + 1)...(round * 50 + 50)))
            #expect(try store.facts(after: 0, limit: 500).count == (round + 1) * 50)
        }
        #expect(try Data(contentsOf: URL(filePath: path))[20] == 0)
    }
}

/// Changes one byte of a file.
func overwrite(_ path: String, at place: Int, with byte: UInt8) throws {
    let file = try FileHandle(forUpdating: URL(filePath: path))
    try file.seek(toOffset: UInt64(place))
    try file.write(contentsOf: [byte])
    try file.close()
}
