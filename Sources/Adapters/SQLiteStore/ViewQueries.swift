import Runtime

/// Prepared queries for pages, by their shape. Values are never part of it, so that there are few;
/// the one unused for longest makes room for a new one.
final class ViewQueries {
    private final class Query {
        let statement: Statement
        var lastUse = 0

        init(_ statement: consuming Statement) { self.statement = statement }
    }

    /// What the text of a query depends on.
    private struct Shape: Hashable {
        let table: Int64
        let isCount: Bool
        let filters: [Int]
        let order: [PageQuery.Order]
    }

    private static let kept = 64
    private var queries: [Shape: Query] = [:]
    private var uses = 0

    func removeAll() { queries.removeAll() }

    func page(
        _ query: PageQuery,
        of table: ViewTable,
        _ connection: borrowing Connection
    ) throws(StoreError) -> [ShownRow] {
        try check(query, table)
        let shape = Shape(
            table: table.number,
            isCount: false,
            filters: query.filters.map(\.column),
            order: query.order
        )
        let statement = try prepared(shape, connection)
        defer { statement.statement.reset() }
        let next = bind(query, statement)
        statement.statement.bind(next, max(query.limit, 0))
        statement.statement.bind(next + 1, max(query.offset, 0))
        var rows: [ShownRow] = []
        while try statement.statement.step() {
            let number = statement.statement.number(0)
            rows.append(ShownRow(number: number, shown: statement.statement.bytes(1)))
        }
        return rows
    }

    func count(
        _ query: PageQuery,
        of table: ViewTable,
        _ connection: borrowing Connection
    ) throws(StoreError) -> Int64 {
        try check(query, table)
        let filters = query.filters.map(\.column)
        let shape = Shape(table: table.number, isCount: true, filters: filters, order: [])
        let statement = try prepared(shape, connection)
        defer { statement.statement.reset() }
        _ = bind(query, statement)
        return try statement.statement.step() ? statement.statement.number(0) : 0
    }

    private func check(_ query: PageQuery, _ table: ViewTable) throws(StoreError) {
        let columns = query.filters.map(\.column) + query.order.compactMap(\.column)
        if let wrong = columns.first(where: { !(0..<table.columnCount).contains($0) }) {
            throw .failed("the view has no column \(wrong)")
        }
    }

    private static func text(_ shape: Shape) -> String {
        let rows = " FROM rows_\(shape.table)\(condition(shape.filters))"
        if shape.isCount { return "SELECT count(*)\(rows)" }
        return "SELECT number, shown\(rows)\(order(shape.order)) LIMIT ? OFFSET ?"
    }

    /// `IS` also finds nothing by nothing, which `=` does not.
    private static func condition(_ columns: [Int]) -> String {
        guard !columns.isEmpty else { return "" }
        return " WHERE " + columns.map { "c\($0) IS ?" }.joined(separator: " AND ")
    }

    private static func order(_ order: [PageQuery.Order]) -> String {
        let terms = order.map { term in
            (term.column.map { "c\($0)" } ?? "number") + (term.descending ? " DESC" : "")
        }
        return " ORDER BY " + (terms + ["number"]).joined(separator: ", ")
    }

    /// Binds the values of the filters, and tells which parameter comes next.
    private func bind(_ query: PageQuery, _ prepared: Query) -> CInt {
        var parameter: CInt = 1
        for filter in query.filters {
            prepared.statement.bind(parameter, filter.value)
            parameter += 1
        }
        return parameter
    }

    private func prepared(
        _ shape: Shape,
        _ connection: borrowing Connection
    ) throws(StoreError) -> Query {
        uses += 1
        if let query = queries[shape] {
            query.lastUse = uses
            return query
        }
        if queries.count >= Self.kept,
            let oldest = queries.min(by: { $0.value.lastUse < $1.value.lastUse })
        {
            queries[oldest.key] = nil
        }
        let query = Query(try connection.prepare(Self.text(shape)))
        query.lastUse = uses
        queries[shape] = query
        return query
    }
}
