import CSQLite
import Glibc
import Runtime
import Threads

/// Files for SQLite that stand before others and keep the sums of pages right: filled when a page
/// of a database is written, checked when one is read, in databases that have room for them.
final class PageFiles: Sendable {
    /// How the files of a database are opened.
    enum Use: String {
        case usual
        /// Nothing in the folder changes, and nobody else has the database open.
        case untouched
    }

    /// Where the system's own files are, this is nil.
    private nonisolated(unsafe) let base: UnsafeMutablePointer<sqlite3_vfs>
    private let use: Use

    private static let names = Monitor<[String: String]>([:])

    private init(_ base: UnsafeMutablePointer<sqlite3_vfs>, _ use: Use) {
        self.base = base
        self.use = use
    }

    /// The name under which SQLite knows them.
    ///
    /// - Parameter base: The name of the files that do the work; nil for those of the system.
    static func name(over base: String?, _ use: Use = .usual) throws(StoreError) -> String {
        try names.locked { (names) throws(StoreError) -> String in
            let name = "yeyak-\(use.rawValue)-\(base ?? "system")"
            if let known = names[name] { return known }
            Library.prepare()
            guard let found = sqlite3_vfs_find(base) else {
                throw .failed("SQLite has no files called \(base ?? "anything")")
            }
            guard register(name, PageFiles(found, use)) == SQLITE_OK else {
                throw .failed("SQLite takes no files of ours")
            }
            names[name] = name
            return name
        }
    }

    /// What is registered stays for as long as the process lives.
    private static func register(_ name: String, _ files: PageFiles) -> CInt {
        let place = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        place.initialize(to: files.base.pointee)
        place.pointee.pNext = nil
        place.pointee.zName = UnsafePointer(strdup(name))
        place.pointee.szOsFile = CInt(PageFile.room) + files.base.pointee.szOsFile
        place.pointee.pAppData = Unmanaged.passRetained(files).toOpaque()
        place.pointee.xOpen = { files, name, file, flags, answer in
            PageFiles.of(files)?.open(name, file, flags, answer) ?? SQLITE_ERROR
        }
        place.pointee.xDelete = { files, name, syncing in
            guard let files = PageFiles.of(files) else { return SQLITE_ERROR }
            guard files.use == .usual else { return SQLITE_OK }
            return files.base.pointee.xDelete(files.base, name, syncing)
        }
        place.pointee.xAccess = { files, name, flags, answer in
            guard let files = PageFiles.of(files) else { return SQLITE_ERROR }
            return files.base.pointee.xAccess(files.base, name, flags, answer)
        }
        place.pointee.xFullPathname = { files, name, count, answer in
            guard let files = PageFiles.of(files) else { return SQLITE_ERROR }
            return files.base.pointee.xFullPathname(files.base, name, count, answer)
        }
        return sqlite3_vfs_register(place, 0)
    }

    private static func of(_ files: UnsafeMutablePointer<sqlite3_vfs>?) -> PageFiles? {
        guard let ours = files?.pointee.pAppData else { return nil }
        return Unmanaged<PageFiles>.fromOpaque(ours).takeUnretainedValue()
    }

    private func open(
        _ name: UnsafePointer<CChar>?,
        _ file: UnsafeMutablePointer<sqlite3_file>?,
        _ flags: CInt,
        _ answer: UnsafeMutablePointer<CInt>?
    ) -> CInt {
        guard let file, let ours = pageFile(file) else { return SQLITE_ERROR }
        let isLog = flags & SQLITE_OPEN_WAL != 0
        guard isLog || flags & SQLITE_OPEN_MAIN_DB != 0 else {
            return base.pointee.xOpen(base, name, file, flags, answer)
        }
        ours.initialize(to: PageFile())
        let behind = UnsafeMutableRawPointer(file) + PageFile.room
        behind.initializeMemory(as: UInt8.self, repeating: 0, count: Int(base.pointee.szOsFile))
        let below = behind.assumingMemoryBound(to: sqlite3_file.self)
        var wanted = flags
        if use == .untouched {
            wanted = flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) | SQLITE_OPEN_READONLY
        }
        let code = base.pointee.xOpen(base, name, below, wanted, answer)
        if code == SQLITE_OK {
            ours.pointee.below = below
        } else if use == .untouched, isLog, !exists(name) {
            answer?.pointee = wanted
        } else {
            return code
        }
        if isLog {
            ours.pointee.database = pageFile(sqlite3_database_file_object(name))
        } else if use == .untouched {
            ours.pointee.memory = Unmanaged.passRetained(IndexMemory())
        }
        ours.pointee.methods = pageFileMethods
        return SQLITE_OK
    }

    private func exists(_ name: UnsafePointer<CChar>?) -> Bool {
        var answer: CInt = 0
        let code = base.pointee.xAccess(base, name, SQLITE_ACCESS_EXISTS, &answer)
        return code != SQLITE_OK || answer != 0
    }
}
