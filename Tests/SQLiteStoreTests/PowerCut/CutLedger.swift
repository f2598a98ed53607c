import InMemory
import KitTesting
import Runtime

@testable import SQLiteStore

/// A ledger on a disk that loses its power again and again, beside what it has acknowledged.
final class CutLedger {
    private let files: DiskFiles
    private let disk: Disk
    private let ground: Ground
    private let path: String
    private var chance: Seed
    private let promised = InMemoryLedgerStore()
    private var life: Life
    /// The batch that was neither acknowledged nor refused, and how life was before it.
    private var open: WriteBatch?
    private var lifeBefore: Life

    /// What was found that must not be.
    private(set) var faults: [String] = []
    private(set) var (cuts, acknowledged, keptOpen) = (0, 0, 0)

    /// - Parameter syncing: Other than the ledger's own, to show that it is noticed.
    init(_ files: DiskFiles, seed: UInt64, _ syncing: Ground.Syncing? = nil, path: String) throws {
        let disk = Disk(seed)
        (self.files, self.disk, self.path) = (files, disk, path)
        files.disk = disk
        chance = Seed(seed &* 0x9E37 &+ 1)
        life = Life(seed)
        lifeBefore = life
        var ground = Ground(
            files: files.name,
            pagesUntilMoved: 24,
            syncFolder: DiskFiles.syncFolder(of: files)
        )
        if let syncing { ground.syncing = syncing }
        self.ground = ground
        _ = try promised.open(kinds: Life.kinds)
    }

    /// Lives until the power goes, and looks at what is left; so many times, or until a fault.
    func run(_ times: Int) {
        while cuts < times, faults.isEmpty {
            let most = [20, 60, 150, 400].randomElement(using: &chance) ?? 60
            disk.stepsUntilCut = Int.random(in: 0...most, using: &chance)
            do {
                try live()
            } catch {
                if !disk.isCut { faults.append("after \(cuts) cuts: \(error)") }
            }
            disk.cut()
            cuts += 1
        }
        guard faults.isEmpty else { return }
        do {
            let store = try SQLiteLedgerStore(path: path, on: ground)
            try look(at: store)
        } catch {
            faults.append("at the end: \(error)")
        }
    }

    private func live() throws {
        let store = try SQLiteLedgerStore(path: path, on: ground)
        try look(at: store)
        guard faults.isEmpty else { return }
        let reader = try LedgerFile.read(path, on: ground)
        if Bool.random(using: &chance) {
            // The log cannot begin anew meanwhile.
            try reader.execute("BEGIN")
            _ = try reader.number("SELECT count(*) FROM sqlite_schema")
        }
        for _ in 0..<40 {
            lifeBefore = life
            let batch = life.batch()
            open = batch
            try store.commit(batch)
            open = nil
            acknowledged += 1
            try promised.commit(batch)
        }
    }

    /// Everything that was acknowledged is there, and what was on its way whole or not at all.
    private func look(at store: SQLiteLedgerStore) throws {
        let found = try Contents(store)
        if let batch = open {
            if found.head.position >= life.position {
                try promised.commit(batch)
                keptOpen += 1
            } else {
                life = lifeBefore
            }
            open = nil
        }
        if try found != Contents(promised) {
            faults.append(
                "after \(cuts) cuts there are \(found.head.position) facts of "
                    + "\(try promised.open(kinds: Life.kinds).position), or something else differs"
            )
        }
        // Thorough, and so not after every cut.
        guard cuts % 3 == 0 || disk.stepsUntilCut == nil else { return }
        let report = try LedgerCheck.run(path: path, on: ground)
        if !disk.isCut { faults += report.findings }
    }
}
