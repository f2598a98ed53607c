import Kit
import Runtime
import Testing

@testable import SQLiteStore

/// What a test puts into a data folder that no process uses just then.
struct Planted {
    private let store: SQLiteLedgerStore

    init(_ folder: Folder) throws {
        store = try SQLiteLedgerStore(path: folder.file("data/ledger.sqlite"))
    }

    private func kind(_ name: String) throws -> Int32 {
        try #require(try store.open(kinds: [name]).kinds.first)
    }

    /// The shop could not act on what has happened to the first reservation.
    @discardableResult
    func poison() throws -> Int64 {
        let kind = try kind("hairshop/reservation/Reservation")
        let stream = StreamID(kind: kind, number: 1)
        let (_, facts) = try store.history(of: stream, fromSnapshot: false)
        let fact = try #require(facts.first { $0.type == "confirmed" })
        var batch = WriteBatch()
        batch.lettersWritten = [
            Letter(
                id: LetterID(
                    follower: "hairshop/hairshop/ShopChecksReservations",
                    position: fact.position
                ),
                stream: stream,
                attempts: 8,
                retryAt: nil,
                reason: "planted",
                since: fact.time
            )
        ]
        try store.commit(batch)
        return fact.position
    }

    /// A program that is newer than this one has said something of the first of that kind.
    func newerFact(of path: String) throws -> Int64 {
        let kind = try kind(path)
        let stream = StreamID(kind: kind, number: 1)
        let (_, facts) = try store.history(of: stream, fromSnapshot: false)
        let last = try #require(facts.last)
        let head = try store.open(kinds: [path])
        var fact = last
        fact.position = head.position + 1
        fact.version = last.version + 1
        fact.schemaVersion = 9
        var batch = WriteBatch()
        batch.facts = [fact]
        try store.commit(batch)
        return fact.position
    }

    /// A timer has asked for money that nobody owes.
    func refusedTimer() throws {
        let kind = try kind("hairshop/payment/Payment")
        var batch = WriteBatch()
        let timer = StoredTimer(
            number: 5,
            due: Instant(milliseconds: 1),
            kind: kind,
            key: .number(99),
            type: "collect",
            data: Array("{}".utf8),
            correlation: FactID(1),
            cause: FactID(1)
        )
        batch.lettersWritten = [
            Letter(
                id: LetterID(follower: "timer/hairshop/payment/Payment/5", position: 1),
                stream: StreamID(kind: kind, number: 5),
                attempts: 1,
                retryAt: nil,
                reason: "planted",
                since: Instant(milliseconds: 1),
                timer: timer
            )
        ]
        try store.commit(batch)
    }
}

/// Changes what a reader of a view is shown of one row, and tells how much is left of rebuilding.
final class SpoiledViews {
    private let connection: Connection

    init(_ folder: Folder) throws {
        connection = try Connection(path: folder.file("data/views.sqlite"), .writing)
    }

    func spoil(_ view: String, row: Int64) throws {
        let number = try #require(
            try connection.number("SELECT number FROM view WHERE name = '\(view)'")
        )
        try connection.execute(
            "UPDATE rows_\(number) SET shown = CAST('{\"spoiled\":1' AS BLOB) WHERE number = \(row)"
        )
    }

    func leftovers() throws -> Int64? {
        try connection.number("SELECT count(*) FROM view WHERE name LIKE '+%'")
    }
}
