import CSQLite

/// Looks through a log, frame by frame.
///
/// SQLite reads a log up to the first frame whose sum is wrong, and takes that for its end. Every
/// log begins anew when a ledger is opened, and whenever all of it is in the database; so frames
/// of this log that come behind such an end were once written, and may have been acknowledged.
struct LogCheck {
    static let pageSize = 4_096
    private static let frameSize = FrameHeader.bytes + pageSize

    /// Up to the last commit and with it.
    private(set) var frames = 0
    /// Where the newest version of a page lies.
    private(set) var pages: [UInt32: Int64] = [:]
    private(set) var findings: [String] = []

    init() {}

    init(_ log: RawFile) {
        let size = log.size
        let buffer = PageBuffer(Self.frameSize)
        let start = UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[0..<LogHeader.bytes])
        guard size > 0 else { return }
        guard log.read(start, at: 0), let header = LogHeader(UnsafeRawBufferPointer(start)),
            header.pageSize == Self.pageSize
        else {
            if Self.hasContent(log, size, buffer) {
                findings = ["the log's beginning is damaged: all that was in the log is lost"]
            }
            return
        }
        let count = Int((size - Int64(LogHeader.bytes)) / Int64(Self.frameSize))
        let end = walk(log, header, count, buffer)
        look(log, header, end..<max(end, count), buffer)
    }

    private static func place(_ frame: Int) -> Int64 {
        Int64(LogHeader.bytes) + Int64(frame) * Int64(frameSize)
    }

    private static func hasContent(_ log: RawFile, _ size: Int64, _ buffer: PageBuffer) -> Bool {
        var offset: Int64 = 0
        while offset < size {
            let count = min(Int64(frameSize), size - offset)
            let part = UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[0..<Int(count)])
            guard log.read(part, at: offset), part.allSatisfy({ $0 == 0 }) else { return true }
            offset += count
        }
        return false
    }

    /// Goes as far as SQLite would, and tells where that is.
    private mutating func walk(
        _ log: RawFile,
        _ header: LogHeader,
        _ count: Int,
        _ buffer: PageBuffer
    ) -> Int {
        var sum = header.sum
        var open: [UInt32: Int64] = [:]
        for index in 0..<max(count, 0) {
            let place = Self.place(index)
            guard log.read(buffer.bytes, at: place), let frame = FrameHeader(buffer.all),
                frame.salts == header.salts, frame.page != 0,
                isWhole(buffer, after: sum, header)
            else { return index }
            sum = frame.sum
            open[frame.page] = place + Int64(FrameHeader.bytes)
            if frame.pages != 0 {
                frames = index + 1
                pages.merge(open) { $1 }
                open.removeAll()
            }
        }
        return max(count, 0)
    }

    /// Looks for frames of this log behind its end.
    private mutating func look(
        _ log: RawFile,
        _ header: LogHeader,
        _ range: Range<Int>,
        _ buffer: PageBuffer
    ) {
        var (first, last, firstCommit) = (Int?.none, 0, Int?.none)
        var before: LogSum?
        for index in range {
            guard log.read(buffer.bytes, at: Self.place(index)),
                let frame = FrameHeader(buffer.all)
            else { break }
            // Both salts change when a log begins anew; one alone can only have been damaged.
            let different = frame.salts ^ header.salts
            if different >> 32 == 0 || different & 0xFFFF_FFFF == 0 {
                first = first ?? index
                last = index
                if let before, frame.pages != 0, isWhole(buffer, after: before, header) {
                    firstCommit = firstCommit ?? index
                }
            }
            before = frame.sum
        }
        guard let first else { return }
        let count = last - first + 1
        findings.append(
            "the log breaks off at frame \(first + 1), where "
                + (count == 1 ? "one more is" : "\(count) more are")
                + (firstCommit ?? last < last
                    ? ": what they hold was acknowledged, and would be lost"
                    : ": they are damaged, or a power cut came while they were written, before "
                        + "anything in them was acknowledged")
        )
    }

    private func isWhole(_ buffer: PageBuffer, after sum: LogSum, _ header: LogHeader) -> Bool {
        FrameHeader.isWhole(
            buffer[0..<FrameHeader.bytes],
            buffer[FrameHeader.bytes..<Self.frameSize],
            after: sum,
            bigEndian: header.bigEndian
        )
    }
}
