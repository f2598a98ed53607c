import InMemory
import KitTesting
import Runtime
import SQLiteStore
import Testing

@Suite("View stores side by side")
struct ViewsSideBySideTests {
    let folder: Folder
    let schemas = [
        ViewSchema(
            name: "seats",
            columns: [.init("a", indexed: true), .init("b"), .init("c")],
            fingerprint: "1"
        ),
        ViewSchema(name: "sales", columns: [.init("a", indexed: true)], fingerprint: "1"),
    ]

    init() throws { folder = try Folder() }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `give the same pages, whatever is written and asked`(seed: UInt64) throws {
        var seed = Seed(seed)
        let stores: [any ViewStore] = [
            InMemoryViewStore(), try SQLiteViewStore(path: folder.newPath()),
        ]
        for store in stores { _ = try store.open(schemas) }
        for round in 0..<40 {
            var rows: [(view: Int, row: StoredRow)] = []
            for _ in 0..<Int.random(in: 0...30, using: &seed) {
                let view = Int.random(in: 0...1, using: &seed)
                rows.append((view, row(schemas[view].columns.count, &seed)))
            }
            let mark = (view: Int.random(in: 0...1, using: &seed), mark: Int64(round))
            for store in stores { try store.write(rows, marks: [mark]) }
            if Int.random(in: 0...20, using: &seed) == 0 {
                for store in stores { try store.clear(mark.view) }
            }
            for _ in 0..<10 {
                let view = Int.random(in: 0...1, using: &seed)
                let query = query(schemas[view].columns.count, &seed)
                let pages = try stores.map { try $0.page(query, of: view, counting: true) }
                #expect(pages[0].rows == pages[1].rows, "\(query)")
                #expect(pages[0].total == pages[1].total, "\(query)")
            }
        }
        let opened = try stores.map { try $0.open(schemas) }
        #expect(opened[0].map(\.mark) == opened[1].map(\.mark))
        #expect(opened[0].map(\.count) == opened[1].map(\.count))
    }

    private func row(_ columns: Int, _ seed: inout Seed) -> StoredRow {
        StoredRow(
            number: .random(in: -5...60, using: &seed),
            version: .random(in: 1...9, using: &seed),
            data: [1],
            shown: [],
            columns: (0..<columns).map { _ in value(&seed) }
        )
    }

    private func value(_ seed: inout Seed) -> ColumnValue {
        switch Int.random(in: 0...9, using: &seed) {
        case 0: .null
        case 1...4: .integer(.random(in: -2...3, using: &seed))
        default: .text(["", "a", "B", "2", "é", "a\0"].randomElement(using: &seed) ?? "")
        }
    }

    private func query(_ columns: Int, _ seed: inout Seed) -> PageQuery {
        var query = PageQuery(
            offset: .random(in: -1...9, using: &seed),
            limit: .random(in: -1...20, using: &seed)
        )
        for _ in 0..<Int.random(in: 0...2, using: &seed) {
            query.filters.append(
                .init(column: .random(in: 0..<columns, using: &seed), value: value(&seed))
            )
        }
        for _ in 0..<Int.random(in: 0...3, using: &seed) {
            let column = Int.random(in: -1..<columns, using: &seed)
            query.order.append(
                .init(column: column < 0 ? nil : column, descending: .random(using: &seed))
            )
        }
        return query
    }
}
