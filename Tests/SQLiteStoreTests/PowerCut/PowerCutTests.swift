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
        var (cuts, acknowledged, open) = (0, 0, 0)
        for seed in part * 1_000..<part * 1_000 + 50 {
            let ledger = try CutLedger(files, seed: seed, path: folder.newPath())
            ledger.run(10)
            #expect(ledger.faults == [], "seed \(seed)")
            cuts += ledger.cuts
            acknowledged += ledger.acknowledged
            open += ledger.keptOpen
        }
        #expect(cuts == 500)
        #expect(acknowledged > 1_000, "the cuts come too early to say much")
        #expect(open > 10, "no batch was kept that nobody was told of")
    }

    @Test func `shows when a ledger is not synced`() throws {
        let files = try DiskFiles("ledger on a disk, not synced")
        var faulty = 0
        for seed in 0..<20 as Range<UInt64> {
            let ledger = try CutLedger(files, seed: seed, .off, path: folder.newPath())
            ledger.run(10)
            if !ledger.faults.isEmpty { faulty += 1 }
        }
        #expect(faulty >= 18)
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
