public import Runtime
public import Testing

/// What every view store promises. An adapter is done when it keeps all of it.
public struct ViewStoreContract {
    let make: () throws -> any ViewStore
    let reopen: (() throws -> any ViewStore)?
    let location: SourceLocation

    /// - Parameters:
    ///   - make: Opens a store that is empty and that nobody else uses.
    ///   - reopen: Opens again what was made last, after everyone has let go of it; nil for a store
    ///     that does not outlive its owner.
    public static func verify(
        _ make: () throws -> any ViewStore,
        reopen: (() throws -> any ViewStore)? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try withoutActuallyEscaping(make) { make in
            let contract = ViewStoreContract(
                make: make,
                reopen: reopen,
                location: sourceLocation
            )
            try contract.viewsBeginEmpty()
            try rowsAreKeptAsTheyAre(contract)
            try contract.pagesAreCut()
            try contract.pagesAreSorted()
            try contract.pagesAreFiltered()
            try contract.wrongRequestsChangeNothing()
            try contract.changedViewsBeginAnew()
            try contract.viewsOutliveTheirOwner()
            try contract.rowsBesideAreSeenByNobody()
            try contract.rowsBesideTakeTheirPlaceAtOnce()
            try contract.rowsBesideDoNotOutliveTheirOwner()
            try contract.rowsComeByNumber()
        }
    }

    private static func rowsAreKeptAsTheyAre(_ contract: ViewStoreContract) throws {
        try contract.rowsReplaceThoseOfTheSameNumber()
        try contract.manyRowsComeInAnyOrder()
        try contract.valuesAreKeptAsTheyAre()
        try contract.clearedViewsBeginAnew()
        try contract.rowsAreMadeWhileTheyAreWritten()
    }

    let seats = ViewSchema(
        name: "concert/seats",
        columns: [.init("holder", indexed: true), .init("row"), .init("price", indexed: true)],
        fingerprint: "1"
    )
    let sales = ViewSchema(name: "concert/sales", columns: [], fingerprint: "1")

    func expect(_ holds: Bool, _ law: Comment) {
        #expect(holds, law, sourceLocation: location)
    }

    func seat(
        _ number: Int64,
        _ holder: ColumnValue = .null,
        _ row: ColumnValue = .null,
        _ price: ColumnValue = .null,
        version: Int64 = 1
    ) -> StoredRow {
        StoredRow(
            number: number,
            version: version,
            data: Array("{\"n\":\(number)}".utf8),
            shown: Array("\(number)".utf8),
            columns: [holder, row, price]
        )
    }

    func numbers(
        _ store: any ViewStore,
        _ query: PageQuery
    ) throws -> (rows: [Int64], total: Int64?) {
        let page = try store.page(query, of: 0, counting: true)
        return (page.rows.map(\.number), page.total)
    }

    func expectFailure(_ law: Comment, _ work: () throws(StoreError) -> Void) {
        do throws(StoreError) {
            try work()
            Issue.record(law, sourceLocation: location)
        } catch {
            guard case .failed = error else {
                Issue.record("\(law): \(error)", sourceLocation: location)
                return
            }
        }
    }
}
