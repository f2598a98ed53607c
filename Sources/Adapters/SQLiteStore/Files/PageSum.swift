import CZlib

/// The last eight bytes of a page: CRC-32 of all before them and of the page's number, then that
/// number. A page that lies where another belongs is as wrong as one of which a bit has turned.
enum PageSum {
    static let bytes = 8

    /// - Parameter number: Of the page in its file, counting from 1.
    static func fill(_ page: UnsafeMutableRawBufferPointer, number: UInt32) {
        guard let sum = sum(UnsafeRawBufferPointer(page), number) else { return }
        let start = page.count - bytes
        page.storeBytes(of: sum.littleEndian, toByteOffset: start, as: UInt32.self)
        page.storeBytes(of: number.littleEndian, toByteOffset: start + 4, as: UInt32.self)
    }

    static func isRight(_ page: UnsafeRawBufferPointer, number: UInt32) -> Bool {
        guard let sum = sum(page, number) else { return false }
        let start = page.count - bytes
        return sum.littleEndian == page.loadUnaligned(fromByteOffset: start, as: UInt32.self)
            && number.littleEndian
                == page.loadUnaligned(fromByteOffset: start + 4, as: UInt32.self)
    }

    private static func sum(_ page: UnsafeRawBufferPointer, _ number: UInt32) -> UInt32? {
        guard let start = page.baseAddress, page.count > bytes else { return nil }
        let first = UInt(number)
        let content = start.assumingMemoryBound(to: Bytef.self)
        return UInt32(truncatingIfNeeded: crc32_z(first, content, page.count - bytes))
    }
}

/// What the first hundred bytes of a database say of its pages.
struct PageForm: Equatable {
    var pageSize: Int32
    /// Whether there is room for sums at the end of each page; older files have none.
    var hasSums: Bool

    /// Nil when the bytes begin no database.
    init?(header: UnsafeRawBufferPointer) {
        guard header.count >= 100, header.prefix(16).elementsEqual("SQLite format 3\0".utf8)
        else { return nil }
        let size = Int32(header[16]) << 8 | Int32(header[17])
        // The largest size does not fit, and is written as 1.
        pageSize = size == 1 ? 65_536 : size
        hasSums = header[20] == UInt8(PageSum.bytes)
    }
}
