import KitTesting

/// A disk in memory that can lose its power. What was not synced by then survives in part: sector
/// by sector, in any choice, whatever the order in which it was written.
final class Disk {
    static let sector = 512

    /// What programs see.
    private(set) var files: [String: DiskFile] = [:]
    /// The names that a power cut leaves.
    private var durableNames: [String: DiskFile] = [:]
    private var chance: Seed

    /// How many more writes, syncs and the like come to their end; nil for any number.
    var stepsUntilCut: Int?
    private(set) var isCut = false
    private(set) var steps = 0

    init(_ seed: UInt64) { chance = Seed(seed) }

    /// To be asked before each step. False when the power is gone, from this one on.
    func takeStep() -> Bool {
        guard !isCut else { return false }
        steps += 1
        guard let left = stepsUntilCut else { return true }
        stepsUntilCut = left - 1
        isCut = left <= 0
        return !isCut
    }

    func file(_ name: String, creating: Bool) -> DiskFile? {
        if let file = files[name] { return file }
        guard creating, takeStep() else { return nil }
        let file = DiskFile()
        files[name] = file
        return file
    }

    func remove(_ name: String) -> Bool {
        guard takeStep() else { return false }
        files[name] = nil
        return true
    }

    /// Makes the names of all files durable, as they are now.
    func syncNames() -> Bool {
        guard takeStep() else { return false }
        keepNames()
        return true
    }

    /// The same as a part of another step.
    func keepNames() { durableNames = files }

    /// Takes the power away, and gives it back: the disk has what it has now kept.
    func cut() {
        let (kept, zeros) = (
            Disk.shares.randomElement(using: &chance) ?? 0.5, chance.next() % 3 == 0
        )
        var names = durableNames
        for name in Set(files.keys).union(durableNames.keys).sorted()
        where files[name] !== durableNames[name] && Bool.random(using: &chance) {
            names[name] = files[name]
        }
        for name in names.keys.sorted() {
            names[name]?.cut(keeping: kept, zeros: zeros, &chance)
        }
        (files, durableNames) = (names, names)
        (isCut, stepsUntilCut) = (false, nil)
    }

    /// How much of what was not synced is kept.
    private static let shares = [0, 0.1, 0.5, 0.5, 0.9, 1]
}

/// A file on such a disk.
final class DiskFile {
    private enum Change {
        case write(offset: Int, bytes: [UInt8])
        case truncate(Int)
    }

    private(set) var bytes: [UInt8] = []
    private var durable: [UInt8] = []
    private var changes: [Change] = []
    /// What connections share while the power is on.
    let index = SharedIndex()
    let locks = FileLocks()

    func write(_ new: UnsafeRawBufferPointer, at offset: Int) {
        changes.append(.write(offset: offset, bytes: [UInt8](new)))
        Self.put(new, at: offset, in: &bytes)
    }

    func truncate(_ size: Int) {
        changes.append(.truncate(size))
        Self.truncate(&bytes, size)
    }

    /// Whether a power cut would leave it as it is.
    var isSynced: Bool { changes.isEmpty }

    func sync() {
        guard !changes.isEmpty else { return }
        durable = bytes
        changes.removeAll(keepingCapacity: true)
    }

    func cut(keeping share: Double, zeros: Bool, _ chance: inout Seed) {
        for change in changes {
            switch change {
            case .truncate(let size):
                if Double.random(in: 0..<1, using: &chance) < share {
                    Self.truncate(&durable, size)
                }
            case .write(let offset, let bytes):
                bytes.withUnsafeBytes { bytes in
                    for part in Self.sectors(offset, bytes.count)
                    where Double.random(in: 0..<1, using: &chance) < share {
                        let sector = UnsafeRawBufferPointer(rebasing: bytes[part])
                        Self.put(sector, at: offset + part.lowerBound, in: &durable)
                    }
                }
            }
        }
        // A file's length can be on the disk before what is in it.
        if zeros, durable.count < bytes.count { Self.truncate(&durable, bytes.count) }
        bytes = durable
        changes.removeAll()
        index.forget()
        locks.forget()
    }

    /// The parts of a write that lie in one sector each.
    private static func sectors(_ offset: Int, _ count: Int) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = 0
        while start < count {
            let end = min(count, start + Disk.sector - (offset + start) % Disk.sector)
            parts.append(start..<end)
            start = end
        }
        return parts
    }

    private static func put(
        _ new: UnsafeRawBufferPointer,
        at offset: Int,
        in bytes: inout [UInt8]
    ) {
        if bytes.count < offset + new.count { truncate(&bytes, offset + new.count) }
        bytes.withUnsafeMutableBytes { all in
            UnsafeMutableRawBufferPointer(rebasing: all[offset..<offset + new.count])
                .copyMemory(from: new)
        }
    }

    private static func truncate(_ bytes: inout [UInt8], _ size: Int) {
        if bytes.count > size {
            bytes.removeLast(bytes.count - size)
        } else {
            bytes.append(contentsOf: [UInt8](repeating: 0, count: size - bytes.count))
        }
    }
}
