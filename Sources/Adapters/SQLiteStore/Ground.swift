import CSQLite
import Runtime

/// What a store stands on: the system's files, or what a test puts in their place.
struct Ground: Sendable {
    /// How much SQLite syncs. `off` is there to show that tests notice.
    enum Syncing: String {
        case full = "FULL"
        case normal = "NORMAL"
        case off = "OFF"
    }

    /// The name of the files under those of ours; nil for those of the system.
    var files: String?
    var use = PageFiles.Use.usual
    /// Of the ledger. Views are content with `normal`.
    var syncing = Syncing.full
    /// How long a log may be before its pages are moved; nil for the store's own measure.
    var pagesUntilMoved: Int?
    /// Whether a thread of its own moves pages of a ledger whose commits need not wait. A test that
    /// counts every step of a disk lets the one who writes move them.
    var movesPagesBeside = true
    /// Whether a new ledger has room for the sums of its pages; older software left none.
    var reservesSums = true
    /// Makes the names of new files in the folder of a path durable.
    var syncFolder: @Sendable (_ path: String) throws(StoreError) -> Void = {
        (path) throws(StoreError) in try SQLiteStore.syncFolder(of: path)
    }

    static let usual = Ground()

    /// What to open a database with.
    func name() throws(StoreError) -> String { try PageFiles.name(over: files, use) }

    /// Takes files away, where there are any.
    func remove(_ paths: [String]) {
        guard let found = sqlite3_vfs_find(files) else { return }
        for path in paths { _ = found.pointee.xDelete(found, path, 0) }
    }
}
