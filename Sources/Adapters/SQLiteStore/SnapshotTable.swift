import Runtime

/// The newest snapshot of each stream that has one.
final class SnapshotTable {
    static let schema = """
        CREATE TABLE snapshot (
            stream INTEGER PRIMARY KEY, version INTEGER NOT NULL, schema INTEGER NOT NULL,
            checksum INTEGER NOT NULL, data BLOB NOT NULL
        ) STRICT;
        """

    private let replace: Statement
    private let select: Statement

    init(_ connection: borrowing Connection) throws(StoreError) {
        replace = try connection.prepare(
            """
            INSERT OR REPLACE INTO snapshot (stream, version, schema, checksum, data)
            VALUES (?, ?, ?, ?, ?)
            """
        )
        select = try connection.prepare(
            "SELECT version, schema, checksum, data FROM snapshot WHERE stream = ?"
        )
    }

    func put(_ snapshot: Snapshot) throws(StoreError) {
        replace.bind(1, snapshot.stream.packed)
        replace.bind(2, snapshot.version)
        replace.bind(3, Int64(snapshot.schemaVersion))
        replace.bind(4, snapshot.checksum)
        replace.bind(5, snapshot.data)
        try replace.run()
    }

    /// Nil also for one that is damaged: without it, the history tells the same.
    func snapshot(of stream: StreamID) throws(StoreError) -> Snapshot? {
        defer { select.reset() }
        select.bind(1, stream.packed)
        guard try select.step(), let schemaVersion = Int32(exactly: select.number(1)) else {
            return nil
        }
        let snapshot = Snapshot(
            stream: stream,
            version: select.number(0),
            schemaVersion: schemaVersion,
            data: select.bytes(3)
        )
        return snapshot.checksum == select.number(2) ? snapshot : nil
    }
}
