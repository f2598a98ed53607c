import Runtime

/// Puts rows into the table of a view, several in one statement.
final class RowInsertion {
    private let one: Statement
    private let many: Statement
    private let width: Int
    private let rowsAtOnce: Int
    private var rows: [StoredRow] = []
    /// What the statement is lent: texts, data and what is shown of its rows, one behind the other.
    private var bytes: [UInt8] = []

    /// - Parameter verb: The statement up to its columns.
    init(
        _ connection: borrowing Connection,
        _ verb: String,
        columns: [String],
        rows: Int
    ) throws(StoreError) {
        width = columns.count
        rowsAtOnce = max(rows, 1)
        let row = "(\(columns.map { _ in "?" }.joined(separator: ", ")))"
        let beginning = "\(verb) (\(columns.joined(separator: ", "))) VALUES "
        one = try connection.prepare(beginning + row)
        let all = Array(repeating: row, count: rowsAtOnce).joined(separator: ", ")
        many = try connection.prepare(beginning + all)
    }

    /// Takes a row. It is written as soon as there are enough.
    func add(_ row: StoredRow) throws(StoreError) {
        rows.append(row)
        guard rows.count == rowsAtOnce else { return }
        try write(rows[...], many)
        rows.removeAll(keepingCapacity: true)
    }

    /// Writes what is left.
    func finish() throws(StoreError) {
        guard !rows.isEmpty else { return }
        for place in rows.indices { try write(rows[place...place], one) }
        rows.removeAll(keepingCapacity: true)
    }

    /// Takes nothing of what was to be written.
    func forget() { rows.removeAll() }

    private func write(
        _ rows: ArraySlice<StoredRow>,
        _ statement: borrowing Statement
    ) throws(StoreError) {
        bytes.removeAll(keepingCapacity: true)
        for row in rows {
            for case .text(let text) in row.columns { bytes.append(contentsOf: text.utf8) }
            bytes.append(contentsOf: row.data)
            bytes.append(contentsOf: row.shown)
        }
        try bytes.withUnsafeBufferPointer { (bytes) throws(StoreError) in
            var rest = UnsafeRawBufferPointer(bytes)[...]
            func lend(_ count: Int) -> UnsafeRawBufferPointer {
                defer { rest = rest.dropFirst(count) }
                return UnsafeRawBufferPointer(rebasing: rest.prefix(count))
            }
            var place: CInt = 1
            for row in rows {
                statement.bind(place, row.number)
                statement.bind(place + 1, row.version)
                place += 2
                for value in row.columns {
                    if case .text(let text) = value {
                        statement.bind(place, lentText: lend(text.utf8.count))
                    } else {
                        statement.bind(place, value)
                    }
                    place += 1
                }
                statement.bind(place, lent: lend(row.data.count))
                statement.bind(place + 1, lent: lend(row.shown.count))
                place += 2
            }
            try statement.run()
        }
    }
}
