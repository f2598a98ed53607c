import Testing

@testable import SQLiteStore

@Suite("A power cut")
struct PowerCutTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func `takes nothing from a ledger that it has acknowledged, five hundred times`(
        part: UInt64
    ) throws {
        let files = try DiskFiles("ledger on a disk \(part)")
        var (cuts, acknowledged, open, mostOpen) = (0, 0, 0, 0)
        for seed in part * 1_000..<part * 1_000 + 50 {
            let ledger = try CutLedger(
                files,
                seed: seed,
                seed % 2 == 0 ? .byCommit : .bySyncer,
                path: folder.newPath()
            )
            ledger.run(10)
            #expect(ledger.faults == [], "seed \(seed)")
            cuts += ledger.cuts
            acknowledged += ledger.acknowledged
            open += ledger.keptOpen
            mostOpen = max(mostOpen, ledger.mostOpen)
        }
        #expect(cuts == 500)
        #expect(acknowledged > 1_000, "the cuts come too early to say much")
        #expect(open > 10, "no batch was kept that nobody was told of")
        #expect(mostOpen > 4, "too few batches wait for one sync to say much")
    }

    @Test func `shows when a ledger is not synced`() throws {
        let files = try DiskFiles("ledger on a disk, not synced")
        #expect(try faulty(files, .byCommit, syncing: .off) >= 18)
    }

    @Test func `shows when a syncer does nothing`() throws {
        let files = try DiskFiles("ledger on a disk, with an idle syncer")
        #expect(try faulty(files, .byNothing) >= 18)
    }

    /// In how many of twenty seeds something is found that must not be.
    private func faulty(
        _ files: DiskFiles,
        _ sealing: CutLedger.Sealing,
        syncing: Ground.Syncing? = nil
    ) throws -> Int {
        try (0..<20 as Range<UInt64>).filter { seed in
            let ledger = try CutLedger(
                files,
                seed: seed,
                sealing,
                syncing: syncing,
                path: folder.newPath()
            )
            ledger.run(10)
            return !ledger.faults.isEmpty
        }.count
    }

    @Test func `takes the latest from views, and leaves the rest in order`() throws {
        let files = try DiskFiles("views on a disk")
        var (written, lost) = (0, 0)
        for seed in 0..<30 as Range<UInt64> {
            let views = CutViews(files, seed: seed, path: folder.newPath())
            views.run(10)
            #expect(views.faults == [], "seed \(seed)")
            written += views.written
            lost += views.lost
        }
        #expect(lost > 0 && lost < written / 2, "\(lost) of \(written)")
    }
}
