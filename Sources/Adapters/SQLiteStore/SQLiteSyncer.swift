import CSQLite
import Runtime

/// Syncs the log of a ledger on another thread than the one that writes to it.
///
/// SQLite writes a transaction to the log in one go and leaves it there until pages are moved; with
/// `synchronous = NORMAL` it does not wait for the disk, and syncs only before it moves pages. What
/// it would have called at the end of each commit is called here: the same function of the same
/// open file. `@unchecked Sendable`: syncing reads the file's handle and nothing else.
final class SQLiteSyncer: StoreSyncer, @unchecked Sendable {
    private let log: UnsafeMutablePointer<sqlite3_file>
    /// The log is closed with its connection, and not before this is gone.
    private let store: SQLiteLedgerStore

    init(_ log: UnsafeMutablePointer<sqlite3_file>, of store: SQLiteLedgerStore) {
        self.log = log
        self.store = store
    }

    func sync() throws(StoreError) {
        guard let sync = log.pointee.pMethods?.pointee.xSync else {
            throw .unsynced("the log is not open")
        }
        let code = sync(log, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY)
        guard code == SQLITE_OK else {
            throw .unsynced("the log could not be synced: \(String(cString: sqlite3_errstr(code)))")
        }
    }
}
