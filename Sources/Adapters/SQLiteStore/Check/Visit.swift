import CSQLite
import Glibc
import Runtime

/// A look into a ledger that changes nothing in its folder: over the log of whoever has it open,
/// else with the folder's lock, if there is one. What it sees is of one moment.
struct Visit: ~Copyable {
    let connection: Connection
    /// Whether nobody else has the ledger open, or can open it meanwhile.
    let isAlone: Bool
    private let lock: Lock?

    init(_ path: String, on ground: Ground) throws(StoreError) {
        var ground = ground
        var lock: Lock?
        var isAlone = true
        let lockPath = path + ".lock"
        if ground.files == nil, access(lockPath, F_OK) == 0 {
            lock = try Lock(existing: lockPath)
            isAlone = lock != nil
        }
        if isAlone { ground.use = .untouched }
        let connection = try LedgerFile.read(path, on: ground)
        try connection.execute("BEGIN")
        // A transaction begins with its first read.
        _ = try connection.number("SELECT count(*) FROM sqlite_schema")
        self.connection = connection
        self.isAlone = isAlone
        self.lock = lock
    }

    var database: RawFile? { RawFile(connection, SQLITE_FCNTL_FILE_POINTER) }
    var log: RawFile? { RawFile(connection, SQLITE_FCNTL_JOURNAL_POINTER) }
}
