import Runtime
import Testing

extension ViewStoreContract {
    func rowsBesideAreSeenByNobody() throws {
        let store = try make()
        _ = try store.open([seats, sales])
        try store.write([(0, seat(1, .text("ada")))], marks: [(0, 5)])
        let beside = try store.beginBeside(0)
        try store.write(
            [(beside, seat(1, .text("bob"))), (0, seat(2)), (beside, seat(9))],
            marks: [(beside, 3), (0, 6)]
        )
        expect(try store.row(1, of: 0) == seat(1, .text("ada")), "the view's row stays")
        expect(try numbers(store, PageQuery()) == ([1, 2], 2), "and its pages")
        expect(try store.row(9, of: beside) == seat(9), "what is beside can be read there")
        let page = try store.page(PageQuery(), of: beside, counting: true)
        expect(page.rows.map(\.number) == [1, 9] && page.total == 2, "page by page")
        try store.throwAway(beside)
        expectFailure("what is thrown away is gone") { () throws(StoreError) in
            _ = try store.row(9, of: beside)
        }
        expect(try numbers(store, PageQuery()) == ([1, 2], 2), "without a trace")
        expectFailure("nothing is beside no view") { () throws(StoreError) in
            _ = try store.beginBeside(2)
        }
        expectFailure("and nothing can come from nowhere") { () throws(StoreError) in
            try store.swap(beside, into: 0)
        }
        expect(try store.open([seats, sales]).map(\.mark) == [6, 0], "marks are as before")
    }

    func rowsBesideTakeTheirPlaceAtOnce() throws {
        let store = try make()
        _ = try store.open([seats, sales])
        try store.write([(0, seat(1, .text("ada"))), (0, seat(2))], marks: [(0, 5)])
        let ada = PageQuery(filters: [.init(column: 0, value: .text("ada"))])
        expect(try numbers(store, ada) == ([1], 1), "found before")
        for name in ["bob", "eve"] {
            let beside = try store.beginBeside(0)
            try store.write([(beside, seat(3, .text(name)))], marks: [(beside, 7)])
            try store.swap(beside, into: 0)
            expect(try numbers(store, PageQuery()) == ([3], 1), "the new rows alone")
            expect(try numbers(store, ada).rows.isEmpty, "no old row is found")
            expect(try store.row(3, of: 0) == seat(3, .text(name)), "the new ones are")
            expectFailure("there is nothing beside any more") { () throws(StoreError) in
                _ = try store.row(3, of: beside)
            }
        }
        try store.write([(0, seat(4))], marks: [(0, 8)])
        let opened = try store.open([seats, sales])
        expect(opened.map(\.mark) == [8, 0] && opened.map(\.count) == [2, 0], "and all goes on")
    }

    func rowsBesideDoNotOutliveTheirOwner() throws {
        guard let reopen else { return }
        var store: (any ViewStore)? = try make()
        _ = try store?.open([seats, sales])
        try store?.write([(0, seat(1))], marks: [(0, 5)])
        if let beside = try store?.beginBeside(0) {
            try store?.write([(beside, seat(2))], marks: [(beside, 3)])
        }
        store = nil
        store = try reopen()
        let opened = try store?.open([seats, sales])
        expect(opened?.map(\.mark) == [5, 0] && opened?.map(\.count) == [1, 0], "as it was")
        // What is begun now has nothing of what was left.
        if let beside = try store?.beginBeside(0) {
            expect(try store?.row(2, of: beside) == nil, "beginning is beginning anew")
            try store?.swap(beside, into: 0)
        }
        store = nil
        store = try reopen()
        let again = try store?.open([seats, sales])
        expect(again?.map(\.count) == [0, 0], "what was swapped outlives its owner")
    }

    func rowsComeByNumber() throws {
        let store = try make()
        _ = try store.open([seats])
        try store.write([7, 2, 9, -1, .max].map { (0, seat($0)) }, marks: [])
        func numbers(after number: Int64, _ limit: Int) throws -> [Int64] {
            try store.rows(after: number, of: 0, limit: limit).map(\.number)
        }
        expect(try numbers(after: .min, 9) == [-1, 2, 7, 9, .max], "all of them")
        expect(try numbers(after: 2, 2) == [7, 9], "a stretch")
        expect(try numbers(after: .max, 9).isEmpty, "and none behind the last")
        expect(try store.rows(after: 2, of: 0, limit: 1) == [seat(7)], "whole")
    }
}
