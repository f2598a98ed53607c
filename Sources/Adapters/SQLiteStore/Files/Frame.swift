import CSQLite

/// The running sum that SQLite writes into its log: each frame's goes on from the one before.
struct LogSum: Equatable {
    var first: UInt32
    var second: UInt32

    /// - Parameter bytes: A multiple of eight, aligned for numbers.
    mutating func add(_ bytes: UnsafeRawBufferPointer, bigEndian: Bool) {
        var (first, second) = (first, second)
        var offset = 0
        // No log was begun on a machine with the other order, but for one that was carried there.
        let isSwapped = bigEndian != (UInt32(bigEndian: 1) == 1)
        bytes.withMemoryRebound(to: UInt32.self) { numbers in
            while offset &+ 1 < numbers.count {
                let (left, right) = (numbers[offset], numbers[offset &+ 1])
                first &+= (isSwapped ? left.byteSwapped : left) &+ second
                second &+= (isSwapped ? right.byteSwapped : right) &+ first
                offset &+= 2
            }
        }
        (self.first, self.second) = (first, second)
    }
}

/// What stands at the beginning of a log.
struct LogHeader {
    static let bytes = 32

    let bigEndian: Bool
    let pageSize: Int
    let salts: UInt64
    let sum: LogSum

    /// Nil when SQLite would take no notice of a log that begins so.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= Self.bytes else { return nil }
        let magic = bytes.number(at: 0)
        let size = bytes.number(at: 8)
        guard magic & ~1 == 0x377F_0682, bytes.number(at: 4) == 3_007_000,
            size >= 512, size <= 65_536, size & (size &- 1) == 0
        else { return nil }
        bigEndian = magic & 1 == 1
        pageSize = Int(size)
        salts = UInt64(bytes.number(at: 16)) << 32 | UInt64(bytes.number(at: 20))
        sum = LogSum(first: bytes.number(at: 24), second: bytes.number(at: 28))
        var computed = LogSum(first: 0, second: 0)
        computed.add(UnsafeRawBufferPointer(rebasing: bytes.prefix(24)), bigEndian: bigEndian)
        guard computed == sum else { return nil }
    }
}

/// What stands before each page in a log.
struct FrameHeader {
    static let bytes = 24

    let page: UInt32
    /// How many pages the database has after it; 0 when its transaction goes on.
    let pages: UInt32
    let salts: UInt64
    let sum: LogSum

    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= Self.bytes else { return nil }
        page = bytes.number(at: 0)
        pages = bytes.number(at: 4)
        salts = UInt64(bytes.number(at: 8)) << 32 | UInt64(bytes.number(at: 12))
        sum = LogSum(first: bytes.number(at: 16), second: bytes.number(at: 20))
    }

    /// Whether this is the sum of a frame that comes after one with the sum `before`.
    static func isWhole(
        _ header: UnsafeRawBufferPointer,
        _ page: UnsafeRawBufferPointer,
        after before: LogSum,
        bigEndian: Bool
    ) -> Bool {
        guard let frame = FrameHeader(header) else { return false }
        var sum = before
        sum.add(UnsafeRawBufferPointer(rebasing: header.prefix(8)), bigEndian: bigEndian)
        sum.add(page, bigEndian: bigEndian)
        return sum == frame.sum
    }
}

extension UnsafeRawBufferPointer {
    /// The highest byte first. The caller has looked at the count.
    fileprivate func number(at offset: Int) -> UInt32 {
        UInt32(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}

/// Whether a page that goes from the log into the database is what was written into the log.
/// SQLite itself only looks when it opens a log, and the page is about to get a sum of its own.
///
/// - Parameter offset: Where the page lies in the log.
func isWholeFrame(
    _ page: UnsafeRawBufferPointer,
    at offset: sqlite3_int64,
    of log: PageFile
) -> Bool {
    let frame = sqlite3_int64(page.count + FrameHeader.bytes)
    let own = offset - sqlite3_int64(FrameHeader.bytes)
    let isFirst = own == sqlite3_int64(LogHeader.bytes)
    guard own >= sqlite3_int64(LogHeader.bytes) else { return true }
    return withUnsafeTemporaryAllocation(byteCount: 80, alignment: 8) { room in
        let start = UnsafeMutableRawBufferPointer(rebasing: room[0..<32])
        let header = UnsafeMutableRawBufferPointer(rebasing: room[32..<56])
        let before = UnsafeMutableRawBufferPointer(rebasing: room[56..<80])
        guard log.read(start.baseAddress, 32, 0) == SQLITE_OK,
            log.read(header.baseAddress, 24, own) == SQLITE_OK,
            let log32 = LogHeader(UnsafeRawBufferPointer(start))
        else { return false }
        var sum = log32.sum
        if !isFirst {
            guard log.read(before.baseAddress, 24, own - frame) == SQLITE_OK,
                let last = FrameHeader(UnsafeRawBufferPointer(before))
            else { return false }
            sum = last.sum
        }
        return FrameHeader.isWhole(
            UnsafeRawBufferPointer(header),
            page,
            after: sum,
            bigEndian: log32.bigEndian
        )
    }
}
