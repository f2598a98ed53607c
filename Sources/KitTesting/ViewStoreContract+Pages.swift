import Runtime
import Testing

extension ViewStoreContract {
    private func filled() throws -> any ViewStore {
        let store = try make()
        _ = try store.open([seats])
        try store.write(
            [
                (0, seat(5, .text("ada"), .text("B"), .integer(10))),
                (0, seat(1, .text("bob"), .text("A"), .integer(20))),
                (0, seat(3, .text("ada"), .text("a"), .integer(9))),
                (0, seat(2, .null, .text("A"), .integer(10))),
                (0, seat(4, .text("ada"), .integer(7), .null)),
            ],
            marks: []
        )
        return store
    }

    private func expectPage(
        _ store: any ViewStore,
        _ query: PageQuery,
        _ rows: [Int64],
        _ total: Int64,
        _ law: Comment
    ) throws {
        let page = try numbers(store, query)
        expect(page.rows == rows && page.total == total, "\(law): \(page)")
    }

    private func order(_ columns: (Int?, Bool)...) -> [PageQuery.Order] {
        columns.map { .init(column: $0.0, descending: $0.1) }
    }

    func pagesAreCut() throws {
        let store = try filled()
        try expectPage(store, PageQuery(), [1, 2, 3, 4, 5], 5, "by number")
        try expectPage(
            store,
            PageQuery(order: order((nil, true))),
            [5, 4, 3, 2, 1],
            5,
            "or backwards"
        )
        try expectPage(
            store,
            PageQuery(order: order((nil, true)), offset: 1, limit: 2),
            [4, 3],
            5,
            "a page of it"
        )
        try expectPage(store, PageQuery(offset: 3, limit: 9), [4, 5], 5, "the last page")
        try expectPage(store, PageQuery(offset: 9), [], 5, "behind the last page")
        try expectPage(store, PageQuery(limit: 0), [], 5, "a page of nothing")
        try expectPage(
            store,
            PageQuery(offset: -1, limit: -1),
            [],
            5,
            "less than nothing is nothing"
        )
        let uncounted = try store.page(PageQuery(limit: 2), of: 0, counting: false)
        expect(uncounted.total == nil && uncounted.rows.count == 2, "counted only if asked for")
    }

    func pagesAreSorted() throws {
        let store = try filled()
        try expectPage(
            store,
            PageQuery(order: order((2, false))),
            [4, 3, 2, 5, 1],
            5,
            "nothing, then numbers"
        )
        try expectPage(
            store,
            PageQuery(order: order((1, false))),
            [4, 1, 2, 5, 3],
            5,
            "numbers, then texts by their bytes; equals by number"
        )
        try expectPage(
            store,
            PageQuery(order: order((2, true), (1, true))),
            [1, 5, 2, 3, 4],
            5,
            "the second order breaks ties"
        )
        try expectPage(
            store,
            PageQuery(order: order((2, true), (nil, true))),
            [1, 5, 2, 3, 4],
            5,
            "the number can break them backwards"
        )
    }

    func pagesAreFiltered() throws {
        let store = try filled()
        let ada = PageQuery.Filter(column: 0, value: .text("ada"))
        try expectPage(store, PageQuery(filters: [ada]), [3, 4, 5], 3, "those of one")
        try expectPage(
            store,
            PageQuery(filters: [ada], order: order((2, true)), offset: 1, limit: 1),
            [3],
            3,
            "one page of those of one, sorted"
        )
        let ten = PageQuery.Filter(column: 2, value: .integer(10))
        try expectPage(store, PageQuery(filters: [ada, ten]), [5], 1, "all filters hold")
        try expectPage(
            store,
            PageQuery(filters: [.init(column: 0, value: .null)]),
            [2],
            1,
            "nothing is found too"
        )
        for column in 0..<3 {
            for other in 0..<3 {
                for descending in [true, false] {
                    let shape = PageQuery(
                        filters: [ada],
                        order: order((column, descending), (other, !descending))
                    )
                    expect(try numbers(store, shape).total == 3, "of many shapes, each is right")
                }
            }
        }
    }
}
