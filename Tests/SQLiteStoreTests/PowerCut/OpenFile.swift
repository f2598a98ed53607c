import CSQLite
import Glibc
import Synchronization

/// A file of a disk in memory, as one connection has it open.
struct OpenFile {
    var methods: UnsafePointer<sqlite3_io_methods>?
    var file: Unmanaged<DiskFile>?
    var disk: Unmanaged<Disk>?
    /// Whether its name is still to be made durable, which its first sync does.
    var isNew = false
    var owner = 0

    static let owners = Atomic<Int>(0)
    /// The codes of the header, which has them as arithmetic.
    static let failed = SQLITE_IOERR | (3 << 8)
    static let shortRead = SQLITE_IOERR | (2 << 8)
    static let notSynced = SQLITE_IOERR | (4 << 8)
}

func openFile(_ file: UnsafeMutablePointer<sqlite3_file>?) -> UnsafeMutablePointer<OpenFile>? {
    file.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: OpenFile.self) }
}

private typealias File = UnsafeMutablePointer<sqlite3_file>?

private func data(_ file: File) -> DiskFile? { openFile(file)?.pointee.file?.takeUnretainedValue() }
private func disk(_ file: File) -> Disk? { openFile(file)?.pointee.disk?.takeUnretainedValue() }

nonisolated(unsafe) let openFileMethods: UnsafePointer<sqlite3_io_methods> = {
    var calls = sqlite3_io_methods()
    calls.iVersion = 2
    calls.xClose = close
    calls.xRead = read
    calls.xWrite = write
    calls.xTruncate = { file, size in
        guard disk(file)?.takeStep() == true else { return OpenFile.failed }
        data(file)?.truncate(Int(size))
        return SQLITE_OK
    }
    calls.xSync = sync
    calls.xFileSize = { file, size in
        size?.pointee = sqlite3_int64(data(file)?.bytes.count ?? 0)
        return SQLITE_OK
    }
    calls.xLock = { file, level in
        data(file)?.locks.raise(openFile(file)?.pointee.owner ?? 0, to: level) ?? SQLITE_OK
    }
    calls.xUnlock = { file, level in
        data(file)?.locks.lower(openFile(file)?.pointee.owner ?? 0, to: level)
        return SQLITE_OK
    }
    calls.xCheckReservedLock = { file, answer in
        answer?.pointee = data(file)?.locks.isReserved == true ? 1 : 0
        return SQLITE_OK
    }
    calls.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
    calls.xSectorSize = { _ in CInt(Disk.sector) }
    calls.xDeviceCharacteristics = { _ in 0 }
    calls.xShmMap = { file, index, bytes, adding, place in
        let region = data(file)?.index.region(Int(index), Int(bytes), adding: adding != 0)
        place?.pointee = region
        return SQLITE_OK
    }
    calls.xShmLock = { file, offset, count, flags in
        let range = Int(offset)..<Int(offset + count)
        return data(file)?.index.lock(range, by: openFile(file)?.pointee.owner ?? 0, flags)
            ?? SQLITE_OK
    }
    calls.xShmBarrier = { _ in }
    calls.xShmUnmap = { file, _ in
        let all = 0..<Int(SQLITE_SHM_NLOCK)
        _ = data(file)?.index.lock(all, by: openFile(file)?.pointee.owner ?? 0, SQLITE_SHM_UNLOCK)
        return SQLITE_OK
    }
    let place = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    place.initialize(to: calls)
    return UnsafePointer(place)
}()

private func close(_ file: File) -> CInt {
    guard let open = openFile(file) else { return SQLITE_OK }
    data(file)?.locks.lower(open.pointee.owner, to: SQLITE_LOCK_NONE)
    open.pointee.file?.release()
    open.pointee.disk?.release()
    open.pointee = OpenFile()
    return SQLITE_OK
}

private func read(
    _ file: File,
    _ buffer: UnsafeMutableRawPointer?,
    _ count: CInt,
    _ offset: sqlite3_int64
) -> CInt {
    guard let buffer, disk(file)?.isCut == false, let file = data(file) else { return SQLITE_IOERR }
    let there = max(0, min(Int(count), file.bytes.count - Int(offset)))
    file.bytes.withUnsafeBytes { bytes in
        guard there > 0, let start = bytes.baseAddress else { return }
        buffer.copyMemory(from: start + Int(offset), byteCount: there)
    }
    guard there < Int(count) else { return SQLITE_OK }
    memset(buffer + there, 0, Int(count) - there)
    return OpenFile.shortRead
}

private func write(
    _ file: File,
    _ buffer: UnsafeRawPointer?,
    _ count: CInt,
    _ offset: sqlite3_int64
) -> CInt {
    guard let data = data(file), let disk = disk(file) else { return OpenFile.failed }
    // What is being written when the power goes may still be on its way to the disk.
    let wasCut = disk.isCut
    let goesOn = disk.takeStep()
    guard !wasCut else { return OpenFile.failed }
    data.write(UnsafeRawBufferPointer(start: buffer, count: Int(count)), at: Int(offset))
    return goesOn ? SQLITE_OK : OpenFile.failed
}

private func sync(_ file: File, _ flags: CInt) -> CInt {
    guard let disk = disk(file), let open = openFile(file), disk.takeStep() else {
        return OpenFile.notSynced
    }
    data(file)?.sync()
    if open.pointee.isNew { disk.keepNames() }
    open.pointee.isNew = false
    return SQLITE_OK
}
