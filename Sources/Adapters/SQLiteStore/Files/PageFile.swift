import CSQLite

/// An open file of ours, as it lies in the memory that SQLite gives for it. The file below, which
/// does the work, comes behind it.
struct PageFile {
    /// What SQLite calls; it looks for it here, at the beginning.
    var methods: UnsafePointer<sqlite3_io_methods>?
    /// Nil for a log that does not exist, in a database that nothing is written to.
    var below: UnsafeMutablePointer<sqlite3_file>?
    /// Of a log: the file of its database.
    var database: UnsafeMutablePointer<PageFile>?
    /// Where the pages of a database have sums: their size. Else 0.
    var pageSize: Int32 = 0
    /// While pages go from the log into the database.
    var isMovingPages = false
    /// Of a database to which nothing may be written: what its connections would share in `-shm`.
    var memory: Unmanaged<IndexMemory>?

    /// Room for it, so that what comes behind it is aligned for everything.
    static let room = (MemoryLayout<PageFile>.stride + 15) & ~15

    var io: sqlite3_io_methods? { below?.pointee.pMethods?.pointee }

    func read(
        _ buffer: UnsafeMutableRawPointer?,
        _ count: CInt,
        _ offset: sqlite3_int64
    ) -> CInt {
        guard let below, let read = below.pointee.pMethods?.pointee.xRead else {
            buffer?.initializeMemory(as: UInt8.self, repeating: 0, count: Int(count))
            return PageFile.shortRead
        }
        return read(below, buffer, count, offset)
    }

    /// Looks at what was read of a database.
    mutating func checkPage(
        _ bytes: UnsafeRawBufferPointer,
        _ offset: sqlite3_int64
    ) -> CInt {
        if offset == 0 { learn(bytes) }
        guard pageSize > 0, bytes.count == Int(pageSize), offset % sqlite3_int64(pageSize) == 0
        else { return SQLITE_OK }
        if PageSum.isRight(bytes, number: number(at: offset)) { return SQLITE_OK }
        // A page that was never written, because it was free before it ever was of use.
        return bytes.allSatisfy { $0 == 0 } ? SQLITE_OK : PageFile.damaged
    }

    /// Gives a page of a database its sum before it is written.
    mutating func fillPage(
        _ bytes: UnsafeMutableRawBufferPointer,
        _ offset: sqlite3_int64
    ) {
        if offset == 0 { learn(UnsafeRawBufferPointer(bytes)) }
        guard pageSize > 0, bytes.count == Int(pageSize), offset % sqlite3_int64(pageSize) == 0
        else { return }
        PageSum.fill(bytes, number: number(at: offset))
    }

    private mutating func learn(_ bytes: UnsafeRawBufferPointer) {
        guard let form = PageForm(header: bytes) else { return }
        pageSize = form.hasSums ? form.pageSize : 0
    }

    private func number(at offset: sqlite3_int64) -> UInt32 {
        UInt32(truncatingIfNeeded: offset / sqlite3_int64(pageSize) + 1)
    }

    /// Extended codes that the header has as arithmetic, which is not imported.
    static let shortRead = SQLITE_IOERR | (2 << 8)
    static let damaged = SQLITE_IOERR | (32 << 8)
}

/// What the connections to one database share about its log, kept to one connection.
final class IndexMemory {
    private var regions: [UnsafeMutableRawPointer] = []

    deinit { for region in regions { region.deallocate() } }

    /// Nil where there is nothing yet and nothing may be added.
    func region(_ index: Int, bytes: Int, adding: Bool) -> UnsafeMutableRawPointer? {
        guard index >= 0 else { return nil }
        while adding, regions.count <= index {
            let region = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
            region.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
            regions.append(region)
        }
        return index < regions.count ? regions[index] : nil
    }
}
