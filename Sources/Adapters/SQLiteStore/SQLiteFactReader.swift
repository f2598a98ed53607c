public import Kit
public import Runtime

/// Reads a ledger over a connection of its own. Each call sees what was committed when it began.
public final class SQLiteFactReader: FactReader {
    private let facts: FactTable
    private let directory: DirectoryTable
    private let kinds: KindTable
    private let connection: Connection

    /// Opens the ledger in the file at `path`, to be read only.
    public convenience init(path: String) throws(StoreError) {
        try self.init(path: path, on: .usual)
    }

    init(path: String, on ground: Ground) throws(StoreError) {
        connection = try LedgerFile.read(path, on: ground)
        facts = try FactTable(connection)
        directory = try DirectoryTable(connection)
        kinds = try KindTable(connection)
    }

    public func facts(after position: Int64, limit: Int) throws(StoreError) -> [StoredFact] {
        try facts.facts(after: position, limit: limit)
    }

    public func facts(
        of stream: StreamID,
        upTo version: Int64
    ) throws(StoreError) -> [StoredFact] {
        try facts.facts(of: stream, after: 0).filter { $0.version <= version }
    }

    public func key(of stream: StreamID) throws(StoreError) -> Key? {
        try directory.key(of: stream)
    }

    public func kindNames() throws(StoreError) -> [Int32: String] { try kinds.names() }
}
