import Kit
import Runtime

/// Facts, found by their position or by their stream.
final class FactTable {
    static let schema = """
        CREATE TABLE fact (
            position INTEGER PRIMARY KEY, stream INTEGER NOT NULL, version INTEGER NOT NULL,
            type INTEGER NOT NULL, schema INTEGER NOT NULL, time INTEGER NOT NULL,
            correlation INTEGER NOT NULL, cause INTEGER NOT NULL, checksum INTEGER NOT NULL,
            data BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX fact_stream ON fact (stream, version);
        """

    private let insertOne: Statement
    private let selectAfter: Statement
    private let selectStream: Statement
    private let selectLastPosition: Statement
    private let selectLastStream: Statement
    private let types: TypeNames

    init(_ connection: borrowing Connection) throws(StoreError) {
        let columns =
            "position, stream, version, type, schema, time, correlation, cause, checksum, data"
        insertOne = try connection.prepare(
            "INSERT INTO fact (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        )
        selectAfter = try connection.prepare(
            "SELECT \(columns) FROM fact WHERE position > ? ORDER BY position LIMIT ?"
        )
        selectStream = try connection.prepare(
            "SELECT \(columns) FROM fact WHERE stream = ? AND version > ? ORDER BY version"
        )
        selectLastPosition = try connection.prepare("SELECT max(position) FROM fact")
        selectLastStream = try connection.prepare(
            "SELECT max(stream) FROM fact WHERE stream BETWEEN ? AND ?"
        )
        types = try TypeNames(connection)
    }

    func insert(_ fact: StoredFact) throws(StoreError) {
        insertOne.bind(1, fact.position)
        insertOne.bind(2, fact.stream.packed)
        insertOne.bind(3, fact.version)
        insertOne.bind(4, try types.number(of: fact.type))
        insertOne.bind(5, Int64(fact.schemaVersion))
        insertOne.bind(6, fact.time.milliseconds)
        insertOne.bind(7, fact.correlation.position)
        insertOne.bind(8, fact.cause.position)
        insertOne.bind(9, fact.checksum)
        insertOne.bind(10, fact.data)
        try insertOne.run()
    }

    /// To be called when a transaction was rolled back.
    func forgetUncommitted() throws(StoreError) { try types.reload() }

    func facts(after position: Int64, limit: Int) throws(StoreError) -> [StoredFact] {
        defer { selectAfter.reset() }
        var last = max(position, 0)
        selectAfter.bind(1, last)
        selectAfter.bind(2, Int64(max(limit, 0)))
        var facts: [StoredFact] = []
        while try selectAfter.step() {
            let fact = try read(selectAfter)
            guard fact.position - 1 == last else {
                throw .damaged("fact \(fact.position) comes next after fact \(last)")
            }
            last = fact.position
            facts.append(fact)
        }
        return facts
    }

    func facts(
        of stream: StreamID,
        after version: Int64
    ) throws(StoreError) -> [StoredFact] {
        defer { selectStream.reset() }
        var last = max(version, 0)
        selectStream.bind(1, stream.packed)
        selectStream.bind(2, last)
        var facts: [StoredFact] = []
        while try selectStream.step() {
            let fact = try read(selectStream)
            guard fact.version - 1 == last else {
                throw .damaged(
                    "fact \(fact.position) has version \(fact.version), next after \(last)"
                )
            }
            last = fact.version
            facts.append(fact)
        }
        return facts
    }

    /// 0 when there is none.
    func lastPosition() throws(StoreError) -> Int64 {
        defer { selectLastPosition.reset() }
        return try selectLastPosition.step() ? selectLastPosition.number(0) : 0
    }

    /// The greatest number of the kind that has a fact; 0 when there is none.
    func lastNumber(of kind: Int32) throws(StoreError) -> Int64 {
        defer { selectLastStream.reset() }
        selectLastStream.bind(1, StreamID(kind: kind, number: 0).packed)
        selectLastStream.bind(2, StreamID(kind: kind, number: StreamID.greatestNumber).packed)
        guard try selectLastStream.step(), !selectLastStream.isNull(0) else { return 0 }
        return StreamID(packed: selectLastStream.number(0)).number
    }

    private func read(_ row: borrowing Statement) throws(StoreError) -> StoredFact {
        let position = row.number(0)
        guard let type = try types.name(of: row.number(3)),
            let schemaVersion = Int32(exactly: row.number(4))
        else { throw .damaged("fact \(position) has a type or schema that does not exist") }
        let fact = StoredFact(
            position: position,
            stream: StreamID(packed: row.number(1)),
            version: row.number(2),
            type: type,
            schemaVersion: schemaVersion,
            time: Instant(milliseconds: row.number(5)),
            correlation: FactID(row.number(6)),
            cause: FactID(row.number(7)),
            data: row.bytes(9)
        )
        guard fact.checksum == row.number(8) else {
            throw .damaged("fact \(position) is not what was written: its checksum differs")
        }
        return fact
    }
}
