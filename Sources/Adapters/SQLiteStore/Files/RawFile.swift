import CSQLite

/// A file of a connection as it lies on the disk: nothing is checked, nothing comes out of a log.
struct RawFile {
    private let file: UnsafeMutablePointer<PageFile>

    /// Nil when the connection has no such file open.
    ///
    /// - Parameter code: Which one: `SQLITE_FCNTL_FILE_POINTER` or `SQLITE_FCNTL_JOURNAL_POINTER`.
    init?(_ connection: borrowing Connection, _ code: CInt) {
        guard let found = connection.file(code), found.pointee.pMethods == pageFileMethods,
            let file = pageFile(found)
        else { return nil }
        self.file = file
    }

    var size: Int64 {
        var size: sqlite3_int64 = 0
        guard let io = file.pointee.io, io.xFileSize(file.pointee.below, &size) == SQLITE_OK
        else { return 0 }
        return size
    }

    /// Fills the buffer with what lies at an offset. False when that is not there, or unreadable.
    func read(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int64) -> Bool {
        guard let count = CInt(exactly: buffer.count) else { return false }
        return file.pointee.read(buffer.baseAddress, count, offset) == SQLITE_OK
    }
}

/// Memory for one page or frame at a time.
final class PageBuffer {
    let bytes: UnsafeMutableRawBufferPointer

    init(_ count: Int) {
        bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
        bytes.initializeMemory(as: UInt8.self, repeating: 0)
    }

    deinit { bytes.deallocate() }

    var all: UnsafeRawBufferPointer { UnsafeRawBufferPointer(bytes) }

    subscript(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: all[range])
    }

    /// The highest byte first.
    func number(at offset: Int) -> UInt32 {
        UInt32(bigEndian: all.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}
