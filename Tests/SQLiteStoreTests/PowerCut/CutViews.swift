import KitTesting
import Runtime

@testable import SQLiteStore

/// Views on a disk that loses its power again and again. They may lose their latest writes.
final class CutViews {
    private let disk: Disk
    private let ground: Ground
    private let path: String
    private var chance: Seed
    /// The rows after each write, by their number, with the write that they come from. Before any
    /// write there are none.
    private var history: [[Int64: Int64]] = [[:]]
    private let schema = ViewSchema(
        name: "seats",
        columns: [.init("holder", indexed: true)],
        fingerprint: "1"
    )

    private(set) var faults: [String] = []
    private(set) var (cuts, written, lost) = (0, 0, 0)

    init(_ files: DiskFiles, seed: UInt64, path: String) {
        disk = Disk(seed)
        self.path = path
        files.disk = disk
        chance = Seed(seed &* 0x9E37 &+ 1)
        ground = Ground(
            files: files.name,
            pagesUntilMoved: 12,
            syncFolder: DiskFiles.syncFolder(of: files)
        )
    }

    func run(_ times: Int) {
        while cuts < times, faults.isEmpty {
            disk.stepsUntilCut = Int.random(in: 0...150, using: &chance)
            do {
                try live()
            } catch {
                if !disk.isCut { faults.append("after \(cuts) cuts: \(error)") }
            }
            disk.cut()
            cuts += 1
        }
    }

    private func live() throws {
        let store = try SQLiteViewStore(path: path, on: ground)
        try look(at: store)
        while faults.isEmpty {
            let write = Int64(history.count)
            var rows = history.last ?? [:]
            var batch: [(view: Int, row: StoredRow)] = []
            for _ in 0..<Int.random(in: 1...6, using: &chance) {
                let number = Int64.random(in: 1...80, using: &chance)
                rows[number] = write
                batch.append((0, row(number, write)))
            }
            // What is not acknowledged may be there, too.
            history.append(rows)
            try store.write(batch, marks: [(0, write)])
            written += 1
        }
    }

    private func look(at store: SQLiteViewStore) throws {
        let mark = try store.open([schema]).first?.mark ?? -1
        guard history.indices.contains(Int(mark)) else {
            return faults.append("after \(cuts) cuts a mark is \(mark) of \(history.count)")
        }
        lost += history.count - 1 - Int(mark)
        history.removeLast(history.count - 1 - Int(mark))
        let (page, total) = try store.page(PageQuery(limit: 100), of: 0, counting: true)
        let expected = (history.last ?? [:]).sorted { $0.key < $1.key }.map {
            row($0.key, $0.value)
        }
        let kept = try page.map { (shown) throws(StoreError) in
            try store.row(shown.number, of: 0)
        }
        if kept != expected || total != Int64(expected.count) {
            faults.append("after \(cuts) cuts the rows are not those of mark \(mark)")
        }
    }

    private func row(_ number: Int64, _ write: Int64) -> StoredRow {
        StoredRow(
            number: number,
            version: write,
            data: [UInt8](repeating: UInt8(truncatingIfNeeded: write), count: Int(number) * 20),
            shown: [],
            columns: [.text("ada \(write)")]
        )
    }
}
