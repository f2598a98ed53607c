import CSQLite
import Runtime

/// Says what a result code of SQLite means to whoever uses a store.
///
/// - Parameter committing: Whether the code came from `COMMIT`. Once the frames of a commit have
///   been handed to the system, only a few codes are a proof that they do not count.
func failure(_ code: CInt, on handle: OpaquePointer?, committing: Bool = false) -> StoreError {
    let message = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
    let text = "\(message) (SQLite \(code))"
    // The low byte of an extended code is the plain code.
    switch code & 0xFF {
    case SQLITE_FULL: return .full(text)
    case SQLITE_CORRUPT, SQLITE_NOTADB: return .damaged(text)
    case SQLITE_CONSTRAINT: return .conflict(text)
    case SQLITE_BUSY, SQLITE_LOCKED: return .failed(text)
    case SQLITE_IOERR where code == PageFile.damaged:
        return .damaged("a page is not what was written: its checksum differs (SQLite \(code))")
    case SQLITE_IOERR where SyncFailure.codes.contains(code): return .unsynced(text)
    case SQLITE_IOERR where code == SyncFailure.write: return .failed(text)
    default: return committing ? .unsynced(text) : .failed(text)
    }
}

/// Extended codes that the header only has as arithmetic, which is not imported.
private enum SyncFailure {
    static let write = SQLITE_IOERR | (3 << 8)
    /// fsync of a file, fsync of a directory, truncate, close.
    static let codes: Set<CInt> = [
        SQLITE_IOERR | (4 << 8), SQLITE_IOERR | (5 << 8), SQLITE_IOERR | (6 << 8),
        SQLITE_IOERR | (16 << 8),
    ]
}
