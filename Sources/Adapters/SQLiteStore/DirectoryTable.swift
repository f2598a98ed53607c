import Kit
import Runtime

/// What aggregates are called, in both directions. Numbers sort before texts.
final class DirectoryTable {
    static let schema = """
        CREATE TABLE directory (
            stream INTEGER PRIMARY KEY, kind INTEGER NOT NULL, key ANY NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX directory_key ON directory (kind, key);
        """

    private let insertOne: Statement
    private let selectStream: Statement
    private let selectKey: Statement
    private let selectLastNumber: Statement
    private let selectLastKey: Statement

    init(_ connection: borrowing Connection) throws(StoreError) {
        insertOne = try connection.prepare(
            "INSERT INTO directory (stream, kind, key) VALUES (?, ?, ?)"
        )
        selectStream = try connection.prepare(
            "SELECT stream FROM directory WHERE kind = ? AND key = ?"
        )
        selectKey = try connection.prepare("SELECT key FROM directory WHERE stream = ?")
        selectLastNumber = try connection.prepare(
            "SELECT max(stream) FROM directory WHERE stream BETWEEN ? AND ?"
        )
        selectLastKey = try connection.prepare(
            """
            SELECT key FROM directory WHERE kind = ? AND key <= \(Int64.max)
            ORDER BY key DESC LIMIT 1
            """
        )
    }

    func insert(_ entry: DirectoryEntry) throws(StoreError) {
        insertOne.bind(1, entry.stream.packed)
        insertOne.bind(2, Int64(entry.stream.kind))
        insertOne.bind(3, entry.key)
        try insertOne.run()
    }

    func number(of key: Key, kind: Int32) throws(StoreError) -> Int64? {
        defer { selectStream.reset() }
        selectStream.bind(1, Int64(kind))
        selectStream.bind(2, key)
        guard try selectStream.step() else { return nil }
        return StreamID(packed: selectStream.number(0)).number
    }

    func key(of stream: StreamID) throws(StoreError) -> Key? {
        defer { selectKey.reset() }
        selectKey.bind(1, stream.packed)
        return try selectKey.step() ? selectKey.key(0) : nil
    }

    /// The greatest number of the kind that has a key; 0 when there is none.
    func lastNumber(of kind: Int32) throws(StoreError) -> Int64 {
        defer { selectLastNumber.reset() }
        selectLastNumber.bind(1, StreamID(kind: kind, number: 0).packed)
        selectLastNumber.bind(2, StreamID(kind: kind, number: StreamID.greatestNumber).packed)
        guard try selectLastNumber.step(), !selectLastNumber.isNull(0) else { return 0 }
        return StreamID(packed: selectLastNumber.number(0)).number
    }

    /// The greatest key of the kind that is a number; 0 when there is none.
    func lastKey(of kind: Int32) throws(StoreError) -> Int64 {
        defer { selectLastKey.reset() }
        selectLastKey.bind(1, Int64(kind))
        return try selectLastKey.step() ? max(selectLastKey.number(0), 0) : 0
    }
}
