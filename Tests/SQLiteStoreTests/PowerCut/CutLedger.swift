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
    private let sealing: Sealing
    /// The batches that were neither acknowledged nor refused, in their order, each with how life
    /// was before it.
    private var open: [(batch: WriteBatch, before: Life)] = []

    /// When batches become durable.
    enum Sealing {
        /// Each when its commit returns.
        case byCommit
        /// Several at once, when a syncer says so.
        case bySyncer
        /// Never: what a syncer that does nothing would leave. To show that it is noticed.
        case byNothing
    }

    /// What was found that must not be.
    private(set) var faults: [String] = []
    private(set) var (cuts, acknowledged, keptOpen, mostOpen) = (0, 0, 0, 0)

    /// - Parameter syncing: Other than the ledger's own, to show that it is noticed.
    init(
        _ files: DiskFiles,
        seed: UInt64,
        _ sealing: Sealing = .byCommit,
        syncing: Ground.Syncing? = nil,
        path: String
    ) throws {
        let disk = Disk(seed)
        (self.files, self.disk, self.path) = (files, disk, path)
        files.disk = disk
        chance = Seed(seed &* 0x9E37 &+ 1)
        life = Life(seed)
        self.sealing = sealing
        var ground = Ground(
            files: files.name,
            pagesUntilMoved: 24,
            movesPagesBeside: false,
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
        let syncer = sealing == .bySyncer ? try store.syncer() : nil
        if sealing == .byNothing { _ = try store.syncer() }
        for _ in 0..<40 {
            let before = life
            let batch = life.batch()
            open.append((batch, before))
            try store.commit(batch)
            mostOpen = max(mostOpen, open.count)
            guard sealing == .byCommit || Int.random(in: 0..<3, using: &chance) == 0 else {
                continue
            }
            try syncer?.sync()
            try acknowledge()
        }
    }

    /// Everyone who waits is told that it is durable.
    private func acknowledge() throws {
        for (batch, _) in open { try promised.commit(batch) }
        acknowledged += open.count
        open = []
    }

    /// Everything that was acknowledged is there. Of what was on its way the first are there, as
    /// many as there are, each whole.
    private func look(at store: SQLiteLedgerStore) throws {
        let found = try Contents(store)
        for (batch, before) in open {
            guard let last = batch.facts.last, last.position <= found.head.position else {
                life = before
                break
            }
            try promised.commit(batch)
            keptOpen += 1
        }
        open = []
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
