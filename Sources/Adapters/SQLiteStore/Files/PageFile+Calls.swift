import CSQLite

/// What SQLite calls for a file of ours: pages are filled and checked, all else goes to the file
/// below. Lives as long as the process.
nonisolated(unsafe) let pageFileMethods: UnsafePointer<sqlite3_io_methods> = {
    var calls = sqlite3_io_methods()
    calls.iVersion = 3
    calls.xClose = close
    calls.xRead = read
    calls.xWrite = write
    calls.xTruncate = { file, size in our(file)?.io?.xTruncate(below(file), size) ?? SQLITE_OK }
    calls.xSync = { file, flags in our(file)?.io?.xSync(below(file), flags) ?? SQLITE_OK }
    calls.xFileSize = fileSize
    calls.xLock = lock
    calls.xUnlock = { file, level in our(file)?.io?.xUnlock(below(file), level) ?? SQLITE_OK }
    calls.xCheckReservedLock = { file, answer in
        our(file)?.io?.xCheckReservedLock(below(file), answer) ?? SQLITE_OK
    }
    calls.xFileControl = control
    calls.xSectorSize = { file in our(file)?.io?.xSectorSize(below(file)) ?? 4_096 }
    calls.xDeviceCharacteristics = { file in
        our(file)?.io?.xDeviceCharacteristics(below(file)) ?? 0
    }
    calls.xShmMap = mapIndex
    calls.xShmLock = lockIndex
    calls.xShmBarrier = { file in
        if our(file)?.memory == nil { our(file)?.io?.xShmBarrier(below(file)) }
    }
    calls.xShmUnmap = unmapIndex
    // Pages are read, never mapped: a sum is to be checked before a page is used.
    calls.xFetch = { _, _, _, place in
        place?.pointee = nil
        return SQLITE_OK
    }
    calls.xUnfetch = { _, _, _ in SQLITE_OK }
    let place = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    place.initialize(to: calls)
    return UnsafePointer(place)
}()

func pageFile(_ file: UnsafeMutablePointer<sqlite3_file>?) -> UnsafeMutablePointer<PageFile>? {
    file.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: PageFile.self) }
}

private typealias File = UnsafeMutablePointer<sqlite3_file>?

private func our(_ file: File) -> PageFile? { pageFile(file)?.pointee }
private func below(_ file: File) -> File { pageFile(file)?.pointee.below }

private func close(_ file: File) -> CInt {
    let code = our(file)?.io?.xClose(below(file)) ?? SQLITE_OK
    pageFile(file)?.pointee.memory?.release()
    pageFile(file)?.pointee.memory = nil
    file?.pointee.pMethods = nil
    return code
}

private func read(
    _ file: File,
    _ buffer: UnsafeMutableRawPointer?,
    _ count: CInt,
    _ offset: sqlite3_int64
) -> CInt {
    guard let ours = pageFile(file) else { return SQLITE_ERROR }
    let code = ours.pointee.read(buffer, count, offset)
    guard code == SQLITE_OK, let buffer else { return code }
    let bytes = UnsafeRawBufferPointer(start: buffer, count: Int(count))
    guard let database = ours.pointee.database?.pointee else {
        return ours.pointee.checkPage(bytes, offset)
    }
    guard database.isMovingPages, count == database.pageSize else { return SQLITE_OK }
    return isWholeFrame(bytes, at: offset, of: ours.pointee) ? SQLITE_OK : PageFile.damaged
}

private func write(
    _ file: File,
    _ buffer: UnsafeRawPointer?,
    _ count: CInt,
    _ offset: sqlite3_int64
) -> CInt {
    guard let ours = pageFile(file), let io = ours.pointee.io else { return SQLITE_READONLY }
    if ours.pointee.database == nil, let buffer {
        // The bytes are SQLite's, which leaves the end of each page to whoever reserves it.
        let bytes = UnsafeMutableRawBufferPointer(
            start: UnsafeMutableRawPointer(mutating: buffer),
            count: Int(count)
        )
        ours.pointee.fillPage(bytes, offset)
    }
    return io.xWrite(ours.pointee.below, buffer, count, offset)
}

private func fileSize(_ file: File, _ size: UnsafeMutablePointer<sqlite3_int64>?) -> CInt {
    guard let io = our(file)?.io else {
        size?.pointee = 0
        return SQLITE_OK
    }
    return io.xFileSize(below(file), size)
}

/// Nothing above a shared lock where nothing may be written: who got more would tidy up.
private func lock(_ file: File, _ level: CInt) -> CInt {
    if our(file)?.memory != nil, level > SQLITE_LOCK_SHARED { return SQLITE_BUSY }
    return our(file)?.io?.xLock(below(file), level) ?? SQLITE_OK
}

private func control(_ file: File, _ code: CInt, _ value: UnsafeMutableRawPointer?) -> CInt {
    switch code {
    case SQLITE_FCNTL_CKPT_START: pageFile(file)?.pointee.isMovingPages = true
    case SQLITE_FCNTL_CKPT_DONE: pageFile(file)?.pointee.isMovingPages = false
    default: break
    }
    return our(file)?.io?.xFileControl(below(file), code, value) ?? SQLITE_NOTFOUND
}

private func mapIndex(
    _ file: File,
    _ index: CInt,
    _ bytes: CInt,
    _ adding: CInt,
    _ place: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> CInt {
    guard let memory = our(file)?.memory else {
        return our(file)?.io?.xShmMap(below(file), index, bytes, adding, place) ?? SQLITE_IOERR
    }
    let memoryOfIndex = memory.takeUnretainedValue()
    place?.pointee = memoryOfIndex.region(Int(index), bytes: Int(bytes), adding: adding != 0)
    return SQLITE_OK
}

private func lockIndex(_ file: File, _ offset: CInt, _ count: CInt, _ flags: CInt) -> CInt {
    if our(file)?.memory != nil { return SQLITE_OK }
    return our(file)?.io?.xShmLock(below(file), offset, count, flags) ?? SQLITE_IOERR
}

private func unmapIndex(_ file: File, _ removing: CInt) -> CInt {
    if our(file)?.memory != nil { return SQLITE_OK }
    return our(file)?.io?.xShmUnmap(below(file), removing) ?? SQLITE_OK
}
