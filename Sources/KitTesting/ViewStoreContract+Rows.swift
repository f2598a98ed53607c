import Runtime
import Testing

extension ViewStoreContract {
    func viewsBeginEmpty() throws {
        let store = try make()
        let opened = try store.open([seats, sales])
        expect(opened.map(\.mark) == [0, 0] && opened.map(\.count) == [0, 0], "empty at first")
        expect(try store.row(1, of: 0) == nil, "an unknown row is none")
        let page = try store.page(PageQuery(), of: 1, counting: true)
        expect(page.rows.isEmpty && page.total == 0, "and the first page is empty")
    }

    func rowsReplaceThoseOfTheSameNumber() throws {
        let store = try make()
        _ = try store.open([seats, sales])
        let sale = StoredRow(number: 1, version: 1, data: [], shown: [], columns: [])
        try store.write([(0, seat(1, .text("ada"))), (1, sale), (0, seat(2))], marks: [(0, 5)])
        try store.write([(0, seat(1, .text("bob"), version: 2))], marks: [(0, 6), (1, 6)])
        expect(
            try store.row(1, of: 0) == seat(1, .text("bob"), version: 2),
            "the newest row counts"
        )
        expect(try store.row(1, of: 1) == sale, "views have rows of their own")
        let ada = PageQuery(filters: [.init(column: 0, value: .text("ada"))])
        expect(try numbers(store, ada).rows.isEmpty, "the old row is not found any more")
        let bob = PageQuery(filters: [.init(column: 0, value: .text("bob"))])
        expect(try numbers(store, bob) == ([1], 1), "the new one is")
        let opened = try store.open([seats, sales])
        expect(opened.map(\.mark) == [6, 6] && opened.map(\.count) == [2, 1], "all is counted")
    }

    func manyRowsComeInAnyOrder() throws {
        let store = try make()
        _ = try store.open([seats, sales])
        var kept: [Int64: StoredRow] = [:]
        for (turn, count) in [1, 15, 16, 17, 64, 100].enumerated() {
            var rows: [(view: Int, row: StoredRow)] = []
            for place in 0..<count {
                // Every third number stays free; every fifth row stands in for one that is there,
                // and every seventh comes twice.
                let number = Int64(turn * 200 + place + place / 2 + 1)
                let old = kept.keys.max().map { 1 + number % $0 }
                let own = place % 5 == 4 ? old ?? number : number
                for version in 1...(place % 7 == 6 ? 2 : 1) {
                    let holder = ColumnValue.text("holder \(own % 9)")
                    let row = seat(own, holder, .integer(own), version: Int64(turn + version))
                    kept[own] = row
                    rows.append((0, row))
                }
                let sale = StoredRow(number: number, version: 1, data: [7], shown: [], columns: [])
                rows.append((1, sale))
            }
            if turn == 4 { rows.reverse() }
            try store.write(rows, marks: [(0, Int64(turn))])
            if turn == 4 { for (view, row) in rows where view == 0 { kept[row.number] = row } }
        }
        for (number, row) in kept {
            expect(try store.row(number, of: 0) == row, "row \(number) is as it came last")
        }
        expect(try store.open([seats, sales]).first?.count == Int64(kept.count), "none is lost")
        for holder in 0..<9 {
            let value = ColumnValue.text("holder \(holder)")
            let theirs = kept.values.filter { $0.columns.first == value }.map(\.number).sorted()
            let query = PageQuery(filters: [.init(column: 0, value: value)], limit: 1_000)
            expect(try numbers(store, query) == (theirs, Int64(theirs.count)), "each is found")
        }
    }

    func valuesAreKeptAsTheyAre() throws {
        let store = try make()
        _ = try store.open([seats])
        let values: [ColumnValue] = [
            .null, .integer(.min), .integer(.max), .text(""), .text("it's \"x\"; DROP TABLE view"),
            .text("null \0 inside"), .text("예약 🎟️"), .text("42"), .integer(42),
        ]
        for (index, value) in values.enumerated() {
            var row = seat(Int64(index + 1), value, value, value)
            row.data = index.isMultiple(of: 2) ? [] : [0, 255, 39]
            row.shown = [UInt8](repeating: 0, count: index)
            row.version = .max
            try store.write([(0, row)], marks: [])
            expect(try store.row(row.number, of: 0) == row, "a row is kept to the byte")
        }
        for (index, value) in values.enumerated() {
            for column in 0...1 {
                let query = PageQuery(filters: [.init(column: column, value: value)])
                expect(
                    try numbers(store, query) == ([Int64(index + 1)], 1),
                    "a row is found by \(value) in column \(column)"
                )
            }
        }
    }

    func rowsAreMadeWhileTheyAreWritten() throws {
        let store = try make()
        _ = try store.open([seats])
        var made = 0
        try store.write(
            pouring: { put throws(StoreError) in
                for number in 1...50 as ClosedRange<Int64> {
                    made += 1
                    try put(0, seat(number))
                }
            },
            marks: { [(0, Int64(made))] }
        )
        expect(try numbers(store, PageQuery(limit: 100)).total == 50, "all rows are there")
        expect(try store.open([seats]).map(\.mark) == [50], "with marks that are told at the end")
        expectFailure("whoever makes rows may give up") { () throws(StoreError) in
            try store.write(
                pouring: { put throws(StoreError) in
                    for number in 40...60 as ClosedRange<Int64> {
                        try put(0, seat(number, version: 2))
                    }
                    throw .failed("no more")
                },
                marks: { [(0, 60)] }
            )
        }
        expect(try store.open([seats])[0] == (50, 50), "and then nothing of it is there")
        expect(try store.row(45, of: 0) == seat(45), "nothing at all")
        try store.write([(0, seat(45, version: 3)), (0, seat(51))], marks: [(0, 61)])
        expect(try store.row(45, of: 0) == seat(45, version: 3), "and it goes on as before")
        expect(try store.open([seats])[0] == (61, 51), "with what is new, too")
    }

    func clearedViewsBeginAnew() throws {
        let store = try make()
        _ = try store.open([seats, sales])
        let sale = StoredRow(number: 1, version: 1, data: [], shown: [], columns: [])
        try store.write([(0, seat(1)), (1, sale)], marks: [(0, 5), (1, 5)])
        try store.clear(0)
        expect(try store.row(1, of: 0) == nil, "a cleared view has no rows")
        expect(try store.row(1, of: 1) != nil, "its neighbour keeps its own")
        expect(try store.open([seats, sales]).map(\.mark) == [0, 5], "its mark is 0")
        try store.write([(0, seat(1))], marks: [(0, 1)])
        expect(try numbers(store, PageQuery()).total == 1, "and it can be filled again")
    }

    func wrongRequestsChangeNothing() throws {
        let store = try make()
        _ = try store.open([seats])
        expectFailure("no view, no row") { () throws(StoreError) in _ = try store.row(1, of: 1) }
        expectFailure("a row needs all columns") { () throws(StoreError) in
            let short = StoredRow(number: 2, version: 1, data: [], shown: [], columns: [.null])
            try store.write([(0, seat(1)), (0, short)], marks: [(0, 5)])
        }
        expectFailure("no view, no mark") { () throws(StoreError) in
            try store.write([(0, seat(1))], marks: [(-1, 5)])
        }
        for query in [
            PageQuery(filters: [.init(column: 3, value: .null)]),
            PageQuery(order: [.init(column: -1, descending: false)]),
        ] {
            expectFailure("no column, no page") { () throws(StoreError) in
                _ = try store.page(query, of: 0, counting: false)
            }
        }
        let opened = try store.open([seats])
        expect(opened[0].mark == 0 && opened[0].count == 0, "nothing of it was kept")
    }

    func changedViewsBeginAnew() throws {
        let store = try make()
        _ = try store.open([seats, sales])
        try store.write([(0, seat(1))], marks: [(0, 5), (1, 7)])
        var changed = seats
        changed.fingerprint = "2"
        changed.columns.removeLast()
        let opened = try store.open([sales, changed])
        expect(opened.map(\.mark) == [7, 0], "a changed view begins anew, another goes on")
        expect(opened[1].count == 0, "without its rows")
        let row = StoredRow(number: 1, version: 1, data: [], shown: [], columns: [.null, .null])
        try store.write([(1, row)], marks: [])
        expect(try store.row(1, of: 1) == row, "and takes rows of its new form")
        expect(try store.open([changed]).map(\.count) == [1], "views may be left out")
        expect(try store.open([sales]).map(\.mark) == [7], "and come back")
    }

    func viewsOutliveTheirOwner() throws {
        guard let reopen else { return }
        var store: (any ViewStore)? = try make()
        _ = try store?.open([seats, sales])
        try store?.write([(0, seat(1)), (0, seat(2))], marks: [(0, 5)])
        store = nil
        store = try reopen()
        let opened = try store?.open([seats, sales])
        expect(opened?.map(\.mark) == [5, 0], "marks are kept")
        expect(opened?.map(\.count) == [2, 0], "and rows")
        expect(try store?.row(2, of: 0) == seat(2), "as they were")
    }
}
