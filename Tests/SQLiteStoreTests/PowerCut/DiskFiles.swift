import CSQLite
import Glibc
import Runtime
import Synchronization
import Testing

/// Files of SQLite on a disk in memory.
final class DiskFiles: Sendable {
    /// The one disk of these files; a test puts another in its place. Used by one thread.
    private nonisolated(unsafe) var current: Disk
    let name: String

    var disk: Disk {
        get { current }
        set { current = newValue }
    }

    /// They stay registered as long as the process lives: names and places are few.
    init(_ name: String) throws {
        self.name = name
        current = Disk(0)
        let system = try #require(sqlite3_vfs_find(nil))
        let place = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        place.initialize(to: system.pointee)
        place.pointee.pNext = nil
        place.pointee.zName = UnsafePointer(strdup(name))
        place.pointee.szOsFile = CInt(MemoryLayout<OpenFile>.stride)
        place.pointee.pAppData = Unmanaged.passRetained(self).toOpaque()
        place.pointee.xOpen = { files, name, file, flags, answer in
            DiskFiles.of(files)?.open(name, file, flags, answer) ?? SQLITE_ERROR
        }
        place.pointee.xDelete = { files, name, syncing in
            guard let disk = DiskFiles.of(files)?.disk, let name else { return SQLITE_ERROR }
            guard disk.remove(String(cString: name)) else { return OpenFile.failed }
            return syncing == 0 || disk.syncNames() ? SQLITE_OK : OpenFile.failed
        }
        place.pointee.xAccess = { files, name, _, answer in
            guard let disk = DiskFiles.of(files)?.disk, let name else { return SQLITE_ERROR }
            answer?.pointee = disk.files[String(cString: name)] == nil ? 0 : 1
            return SQLITE_OK
        }
        place.pointee.xFullPathname = { _, name, count, answer in
            guard let name, let answer, strlen(name) < count else { return SQLITE_CANTOPEN }
            strcpy(answer, name)
            return SQLITE_OK
        }
        #expect(sqlite3_vfs_register(place, 0) == SQLITE_OK)
    }

    /// What a store is to call to make the names of files durable.
    static func syncFolder(
        of files: DiskFiles
    ) -> @Sendable (String) throws(StoreError) -> Void {
        { (_) throws(StoreError) in
            guard files.disk.syncNames() else { throw .failed("there is no power") }
        }
    }

    private static func of(_ files: UnsafeMutablePointer<sqlite3_vfs>?) -> DiskFiles? {
        guard let ours = files?.pointee.pAppData else { return nil }
        return Unmanaged<DiskFiles>.fromOpaque(ours).takeUnretainedValue()
    }

    private func open(
        _ name: UnsafePointer<CChar>?,
        _ file: UnsafeMutablePointer<sqlite3_file>?,
        _ flags: CInt,
        _ answer: UnsafeMutablePointer<CInt>?
    ) -> CInt {
        guard let file, let place = openFile(file) else { return SQLITE_ERROR }
        // Files without a name are nobody's after a cut.
        let path = name.map { String(cString: $0) }
        let isNew = path.map { disk.files[$0] == nil } ?? false
        let found =
            path.map { disk.file($0, creating: flags & SQLITE_OPEN_CREATE != 0) }
            ?? .some(DiskFile())
        guard let found else { return SQLITE_CANTOPEN }
        place.initialize(to: OpenFile())
        place.pointee.owner = OpenFile.owners.add(1, ordering: .relaxed).newValue
        place.pointee.file = Unmanaged.passRetained(found)
        place.pointee.disk = Unmanaged.passRetained(disk)
        // As the system's files do it: the first sync of a new log or journal syncs the folder.
        place.pointee.isNew = isNew && flags & SQLITE_OPEN_MAIN_DB == 0
        answer?.pointee = flags
        place.pointee.methods = openFileMethods
        return SQLITE_OK
    }
}
