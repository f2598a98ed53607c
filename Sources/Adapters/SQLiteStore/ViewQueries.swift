import Runtime

/// Prepared queries for pages, by their text. Values are never part of the text, so that there are
/// only as many as there are shapes; the one unused for longest makes room for a new one.
final class ViewQueries {
    private final class Query {
        let statement: Statement
        var lastUse = 0

        init(_ statement: consuming Statement) { self.statement = statement }
    }

    private static let kept = 64
    private var queries: [String: Query] = [:]
    private var uses = 0

    func removeAll() { queries.removeAll() }

    func page(
        _ query: PageQuery,
        of table: ViewTable,
        _ connection: borrowing Connection
    ) throws(StoreError) -> [StoredRow] {
        try check(query, table)
        let text =
            ViewTable.selection(table.number, table.columnCount) + condition(query)
            + order(query) + " LIMIT ? OFFSET ?"
        let statement = try prepared(text, connection)
        defer { statement.statement.reset() }
        let next = bind(query, statement)
        statement.statement.bind(next, max(query.limit, 0))
        statement.statement.bind(next + 1, max(query.offset, 0))
        var rows: [StoredRow] = []
        while try statement.statement.step() { rows.append(table.read(statement.statement)) }
        return rows
    }

    func count(
        _ query: PageQuery,
        of table: ViewTable,
        _ connection: borrowing Connection
    ) throws(StoreError) -> Int64 {
        try check(query, table)
        let text = "SELECT count(*) FROM rows_\(table.number)" + condition(query)
        let statement = try prepared(text, connection)
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

    /// `IS` also finds nothing by nothing, which `=` does not.
    private func condition(_ query: PageQuery) -> String {
        guard !query.filters.isEmpty else { return "" }
        return " WHERE " + query.filters.map { "c\($0.column) IS ?" }.joined(separator: " AND ")
    }

    private func order(_ query: PageQuery) -> String {
        let terms = query.order.map { term in
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
        _ text: String,
        _ connection: borrowing Connection
    ) throws(StoreError) -> Query {
        uses += 1
        if let query = queries[text] {
            query.lastUse = uses
            return query
        }
        if queries.count >= Self.kept,
            let oldest = queries.min(by: { $0.value.lastUse < $1.value.lastUse })
        {
            queries[oldest.key] = nil
        }
        let query = Query(try connection.prepare(text))
        query.lastUse = uses
        queries[text] = query
        return query
    }
}
