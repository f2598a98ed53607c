import CSQLite
import Runtime

/// SQLite as a whole.
enum Library {
    private static let isPrepared: Void = { _ = csqlite_keep_no_memory_statistics() }()

    /// Says once how SQLite is to work in this process. To be called before anything else of it.
    static func prepare() { isPrepared }
}

/// An open database. One owner; closed exactly once.
struct Connection: ~Copyable {
    enum Mode { case writing, reading }

    let handle: OpaquePointer
    /// For how many milliseconds others are waited for.
    private static let patience: CInt = 5_000
    private static let patienceWhileMoving: CInt = 20

    init(path: String, _ mode: Mode, on ground: Ground = .usual) throws(StoreError) {
        let flags =
            switch mode {
            case .writing: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .reading: SQLITE_OPEN_READONLY
            }
        handle = try Self.open(path, flags, try ground.name())
        sqlite3_busy_timeout(handle, Self.patience)
        // The committing side says when; a reader never does.
        sqlite3_wal_autocheckpoint(handle, 0)
        // The log keeps its length, so that a commit need not extend the file again.
        if mode == .writing {
            var keeps: CInt = 1
            sqlite3_file_control(handle, "main", SQLITE_FCNTL_PERSIST_WAL, &keeps)
        }
    }

    /// Begins a database that takes what is copied into it, and is synced by whoever copies.
    ///
    /// - Parameter ground: Where the ends of its pages get sums; nil for where they get none.
    static func copy(to path: String, on ground: Ground?) throws(StoreError) -> Connection {
        let files = try ground?.name()
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        let connection = Connection(handle: try open(path, flags, files))
        if files != nil { connection.reserveSums() }
        // The first page has to be there before others: it says that they have sums.
        try connection.execute(
            "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                + "PRAGMA user_version = 1;"
        )
        return connection
    }

    private init(handle: OpaquePointer) { self.handle = handle }

    private static func open(
        _ path: String,
        _ flags: CInt,
        _ files: String?
    ) throws(StoreError) -> OpaquePointer {
        Library.prepare()
        var handle: OpaquePointer?
        let code = sqlite3_open_v2(path, &handle, flags | SQLITE_OPEN_NOMUTEX, files)
        guard code == SQLITE_OK, let handle else {
            let error = failure(code, on: handle)
            sqlite3_close_v2(handle)
            throw error
        }
        sqlite3_extended_result_codes(handle, 1)
        return handle
    }

    deinit { sqlite3_close_v2(handle) }

    /// Leaves room for a sum at the end of every page, in a database that has none yet.
    borrowing func reserveSums() {
        var bytes = CInt(PageSum.bytes)
        sqlite3_file_control(handle, "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes)
    }

    borrowing func prepare(_ sql: String) throws(StoreError) -> Statement {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(
            handle,
            sql,
            -1,
            UInt32(SQLITE_PREPARE_PERSISTENT),
            &statement,
            nil
        )
        guard code == SQLITE_OK, let statement else { throw failure(code, on: handle) }
        return Statement(handle: statement, connection: handle)
    }

    /// Runs statements that give no rows, or whose rows are of no interest.
    borrowing func execute(_ sql: String) throws(StoreError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw failure(code, on: handle) }
    }

    /// The first column of the first row; nil when there is no row, or when it is null.
    borrowing func number(_ sql: String) throws(StoreError) -> Int64? {
        let statement = try prepare(sql)
        guard try statement.step(), !statement.isNull(0) else { return nil }
        return statement.number(0)
    }

    borrowing func text(_ sql: String) throws(StoreError) -> String? {
        let statement = try prepare(sql)
        guard try statement.step(), !statement.isNull(0) else { return nil }
        return statement.text(0)
    }

    /// Some failures end the transaction by themselves, others leave it open.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// How many rows the last statement has changed.
    var changes: CInt { sqlite3_changes(handle) }

    /// The log's open file; nil when nothing was read or written yet.
    var logFile: UnsafeMutablePointer<sqlite3_file>? { file(SQLITE_FCNTL_JOURNAL_POINTER) }

    /// Makes durable what was moved into the database.
    borrowing func syncDatabase() throws(StoreError) {
        guard let database = file(SQLITE_FCNTL_FILE_POINTER),
            let sync = database.pointee.pMethods?.pointee.xSync
        else { throw .failed("the database is not open") }
        let code = sync(database, SQLITE_SYNC_NORMAL)
        guard code == SQLITE_OK else {
            throw .failed(
                "a database could not be synced: \(String(cString: sqlite3_errstr(code)))"
            )
        }
    }

    /// An open file of it; nil when there is none.
    ///
    /// - Parameter code: Which one: `SQLITE_FCNTL_FILE_POINTER` or `SQLITE_FCNTL_JOURNAL_POINTER`.
    borrowing func file(_ code: CInt) -> UnsafeMutablePointer<sqlite3_file>? {
        var file: UnsafeMutablePointer<sqlite3_file>?
        let answer = withUnsafeMutablePointer(to: &file) {
            sqlite3_file_control(handle, "main", code, $0)
        }
        return answer == SQLITE_OK ? file : nil
    }

    /// Copies pages from the log into the database. False when a reader was in the way.
    ///
    /// - Parameter waiting: Waits a moment until no reader needs the log, so that it can begin
    ///   anew. Whoever reads for long is not waited for.
    /// - Returns: How many pages of the log are moved by now; nil when a reader was in the way.
    @discardableResult
    borrowing func checkpoint(waiting: Bool = false) throws(StoreError) -> Int? {
        sqlite3_busy_timeout(handle, Self.patienceWhileMoving)
        defer { sqlite3_busy_timeout(handle, Self.patience) }
        let mode = waiting ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE
        var moved: CInt = 0
        let code = sqlite3_wal_checkpoint_v2(handle, nil, mode, nil, &moved)
        if code & 0xFF == SQLITE_BUSY { return nil }
        guard code == SQLITE_OK else { throw failure(code, on: handle) }
        return max(Int(moved), 0)
    }

    /// Moves all of the log into the database, so that what is left is one file.
    borrowing func emptyLog() {
        sqlite3_busy_timeout(handle, Self.patienceWhileMoving)
        defer { sqlite3_busy_timeout(handle, Self.patience) }
        sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
    }

    /// Tells `log` after each commit how long the log is. It must outlive the connection.
    borrowing func report(to log: Log) {
        sqlite3_wal_hook(handle, noteLength, Unmanaged.passUnretained(log).toOpaque())
    }
}

private func noteLength(
    _ context: UnsafeMutableRawPointer?,
    _ handle: OpaquePointer?,
    _ database: UnsafePointer<CChar>?,
    _ pages: CInt
) -> CInt {
    guard let context else { return SQLITE_OK }
    Unmanaged<Log>.fromOpaque(context).takeUnretainedValue().pages = Int(pages)
    return SQLITE_OK
}
