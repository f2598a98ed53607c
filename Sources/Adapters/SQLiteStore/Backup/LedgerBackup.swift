import CSQLite
import Glibc
public import Runtime

/// Copies a ledger as it is at one moment into a file of its own, while a process may go on writing
/// to it. The copy is a ledger: in an empty folder, as `ledger.sqlite`, it is the restored one.
public enum LedgerBackup {
    /// Pages that are copied before others have their turn, and for how many milliseconds.
    private static let stretch: (pages: CInt, pause: CInt) = (256, 1)

    /// - Parameters:
    ///   - path: The file of the ledger.
    ///   - target: A file that is not there yet. It appears when all of it is durable and has been
    ///     checked; until then, what there is of it has `.partial` behind its name.
    /// - Returns: What the check of the copy has found: nothing.
    /// - Throws: `damaged` when the ledger is; then nothing is left behind.
    public static func run(
        path: String,
        to target: String,
        progress: @escaping (LedgerCheck.Progress) -> Void = { _ in }
    ) throws(StoreError) -> LedgerReport {
        guard access(target, F_OK) != 0 else { throw .conflict("'\(target)' is there already") }
        let partial = target + ".partial"
        remove(partial)
        do throws(StoreError) {
            try copy(path, to: partial, progress)
            try sync(partial)
            let report = try LedgerCheck.run(path: partial, progress: progress)
            guard report.isSound else {
                throw .damaged(report.findings.joined(separator: "; "))
            }
            try name(partial, target)
            return report
        } catch {
            remove(partial)
            throw error
        }
    }

    private static func copy(
        _ path: String,
        to partial: String,
        _ progress: (LedgerCheck.Progress) -> Void
    ) throws(StoreError) {
        let visit = try Visit(path, on: .usual)
        if let finding = LedgerCheck.findings(in: visit).first { throw .damaged(finding) }
        let hasSums = try reservesSums(visit)
        // What has no sums is copied as it is; the ends of its pages are not ours.
        let copy = try Connection.copy(to: partial, on: hasSums ? .usual : nil)
        guard let backup = sqlite3_backup_init(copy.handle, "main", visit.connection.handle, "main")
        else { throw failure(sqlite3_extended_errcode(copy.handle), on: copy.handle) }
        var code = SQLITE_OK
        while code == SQLITE_OK {
            code = sqlite3_backup_step(backup, stretch.pages)
            let count = Int64(sqlite3_backup_pagecount(backup))
            let left = Int64(sqlite3_backup_remaining(backup))
            progress(LedgerCheck.Progress(part: "copying", done: count - left, of: count))
            poll(nil, 0, stretch.pause)
        }
        sqlite3_backup_finish(backup)
        guard code == SQLITE_DONE else { throw failure(code, on: copy.handle) }
    }

    private static func reservesSums(_ visit: borrowing Visit) throws(StoreError) -> Bool {
        let buffer = PageBuffer(100)
        guard let database = visit.database, database.read(buffer.bytes, at: 0),
            let form = PageForm(header: buffer.all)
        else { throw .damaged("it does not begin as a database does") }
        return form.hasSums
    }

    private static func sync(_ path: String) throws(StoreError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .failed("\(path): \(systemMessage(errno))") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .unsynced("\(path): \(systemMessage(errno))") }
    }

    /// A link never takes the place of a file that somebody else has made meanwhile.
    private static func name(_ partial: String, _ target: String) throws(StoreError) {
        guard link(partial, target) == 0 else {
            throw .conflict("'\(target)': \(systemMessage(errno))")
        }
        unlink(partial)
        try syncFolder(of: target)
    }

    private static func remove(_ partial: String) {
        for suffix in ["", "-journal", "-wal", "-shm"] { unlink(partial + suffix) }
    }
}
