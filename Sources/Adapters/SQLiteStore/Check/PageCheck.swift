import Glibc

/// Looks at every page of a database as it lies on the disk, used or free.
struct PageCheck {
    static let pageSize = LogCheck.pageSize
    /// The place that SQLite keeps free for locks, in files that are as large.
    private static let lockPage = UInt32(0x4000_0000 / pageSize + 1)
    /// A page may be read while a process writes it: how often it is read again, and how much
    /// later, in milliseconds.
    private static let patience: (times: Int, pause: Int32) = (5, 20)

    private(set) var pages = 0
    /// Pages whose sums can be trusted; none in a ledger that has no sums.
    private(set) var hasSums = true
    private(set) var findings: [String] = []

    private let database: RawFile
    private let log: RawFile?
    private let logged: [UInt32: Int64]
    private let isAlone: Bool
    private let buffer = PageBuffer(PageCheck.pageSize)

    /// - Parameters:
    ///   - logged: Pages of which the log has a newer version, and where in the log that lies.
    ///     What the database has of them is about to be written over.
    ///   - isAlone: Whether nobody can write meanwhile.
    init(
        _ database: RawFile,
        _ log: RawFile?,
        _ logged: [UInt32: Int64],
        isAlone: Bool,
        progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
    ) {
        self.database = database
        self.log = log
        self.logged = logged
        self.isAlone = isAlone
        let size = database.size
        pages = Int(size / Int64(Self.pageSize))
        if size % Int64(Self.pageSize) != 0 {
            findings.append("the database ends in the middle of a page")
        }
        guard pages > 0 else { return }
        hasSums = reservesSums()
        if hasSums { checkAll(progress) }
    }

    private func read(_ page: UInt32) -> Bool {
        database.read(buffer.bytes, at: Int64(page - 1) * Int64(Self.pageSize))
    }

    /// A ledger without sums has none at all: one page with a right sum shows that the rest has
    /// lost its own.
    private func reservesSums() -> Bool {
        guard read(1), buffer.all[20] == 0 else { return true }
        return (1...UInt32(clamping: pages)).contains { page in
            read(page) && PageSum.isRight(buffer.all, number: page)
        }
    }

    private mutating func checkAll(_ progress: (Int, Int) -> Void) {
        var empty: [UInt32] = []
        for page in 1...UInt32(clamping: pages) {
            if page % 1_024 == 0 { progress(Int(page), pages) }
            guard read(page) else {
                findings.append("page \(page) cannot be read")
                continue
            }
            if PageSum.isRight(buffer.all, number: page) || logged[page] != nil { continue }
            if buffer.all.allSatisfy({ $0 == 0 }) {
                empty.append(page)
            } else if !becomesRight(page) {
                findings.append("page \(page) is not what was written: its checksum differs")
            }
        }
        guard !empty.isEmpty else { return }
        let free = freePages()
        for page in empty
        where page != Self.lockPage && !free.contains(page) && !becomesRight(page) {
            findings.append("page \(page) is empty, but not free")
        }
    }

    private func becomesRight(_ page: UInt32) -> Bool {
        guard !isAlone else { return false }
        for _ in 0..<Self.patience.times {
            poll(nil, 0, Self.patience.pause)
            if read(page), PageSum.isRight(buffer.all, number: page) { return true }
        }
        return false
    }

    /// The pages that SQLite has in its list of free ones. They need never have been written.
    private func freePages() -> Set<UInt32> {
        var free: Set<UInt32> = []
        guard readNewest(1) else { return free }
        var trunk = buffer.number(at: 32)
        while trunk != 0, free.insert(trunk).inserted, readNewest(trunk) {
            let count = min(Int(buffer.number(at: 4)), Self.pageSize / 4 - 2)
            for index in 0..<count { free.insert(buffer.number(at: 8 + index * 4)) }
            trunk = buffer.number(at: 0)
        }
        return free
    }

    private func readNewest(_ page: UInt32) -> Bool {
        guard let place = logged[page], let log else { return read(page) }
        return log.read(buffer.bytes, at: place)
    }
}
