import CSQLite

/// The memory that connections to one database share about its log.
final class SharedIndex {
    private var regions: [UnsafeMutableRawPointer] = []
    /// Who has which of the eight locks: shared by some, or by one alone.
    private var shared = [Set<Int>](repeating: [], count: Int(SQLITE_SHM_NLOCK))
    private var alone = [Int?](repeating: nil, count: Int(SQLITE_SHM_NLOCK))

    deinit { forget() }

    func forget() {
        for region in regions { region.deallocate() }
        regions = []
        shared = shared.map { _ in [] }
        alone = alone.map { _ in nil }
    }

    func region(_ index: Int, _ bytes: Int, adding: Bool) -> UnsafeMutableRawPointer? {
        while adding, regions.count <= index {
            let region = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
            region.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
            regions.append(region)
        }
        return index < regions.count ? regions[index] : nil
    }

    func lock(_ range: Range<Int>, by owner: Int, _ flags: CInt) -> CInt {
        if flags & SQLITE_SHM_UNLOCK != 0 {
            for index in range {
                shared[index].remove(owner)
                if alone[index] == owner { alone[index] = nil }
            }
            return SQLITE_OK
        }
        let isShared = flags & SQLITE_SHM_SHARED != 0
        for index in range {
            if let other = alone[index], other != owner { return SQLITE_BUSY }
            if !isShared, shared[index].contains(where: { $0 != owner }) { return SQLITE_BUSY }
        }
        for index in range {
            if isShared { shared[index].insert(owner) } else { alone[index] = owner }
        }
        return SQLITE_OK
    }
}

/// The locks that connections have on one file, by their owners.
final class FileLocks {
    private var levels: [Int: CInt] = [:]

    func forget() { levels = [:] }

    func raise(_ owner: Int, to level: CInt) -> CInt {
        let others = levels.filter { $0.key != owner }.values.max() ?? SQLITE_LOCK_NONE
        let isFree =
            switch level {
            case SQLITE_LOCK_SHARED: others < SQLITE_LOCK_PENDING
            case SQLITE_LOCK_RESERVED: others < SQLITE_LOCK_RESERVED
            default: others == SQLITE_LOCK_NONE
            }
        guard isFree else { return SQLITE_BUSY }
        levels[owner] = max(levels[owner] ?? SQLITE_LOCK_NONE, level)
        return SQLITE_OK
    }

    func lower(_ owner: Int, to level: CInt) {
        levels[owner] = level == SQLITE_LOCK_NONE ? nil : level
    }

    var isReserved: Bool { levels.values.contains { $0 >= SQLITE_LOCK_RESERVED } }
}
