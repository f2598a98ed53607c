import Runtime

/// The rows of one view. Names of tables and columns are made of numbers alone.
final class ViewTable {
    /// What a statement costs whatever it does is shared by so many rows.
    private static let rowsAtOnce = 16

    let number: Int64
    let columnCount: Int
    private let insert: RowInsertion
    private let put: RowInsertion
    private let select: Statement
    private let selectAfter: Statement
    private let setMark: Statement
    /// No row has a greater number: a greater one need not be put in place of another.
    private var lastNumber: Int64

    init(
        _ connection: borrowing Connection,
        number: Int64,
        columnCount: Int
    ) throws(StoreError) {
        self.number = number
        self.columnCount = columnCount
        let names = Self.columns(columnCount)
        // Whatever is wrong with one row undoes the transaction: SQLite keeps no journal of its own
        // for a statement of many rows then.
        insert = try RowInsertion(
            connection,
            "INSERT OR ROLLBACK INTO rows_\(number)",
            columns: names,
            rows: Self.rowsAtOnce
        )
        put = try RowInsertion(
            connection,
            "INSERT OR REPLACE INTO rows_\(number)",
            columns: names,
            rows: 1
        )
        lastNumber = try connection.number("SELECT max(number) FROM rows_\(number)") ?? 0
        select = try connection.prepare("\(Self.selection(number, columnCount)) WHERE number = ?")
        selectAfter = try connection.prepare(
            "\(Self.selection(number, columnCount)) WHERE number > ? ORDER BY number LIMIT ?"
        )
        setMark = try connection.prepare("UPDATE view SET mark = ? WHERE number = \(number)")
    }

    /// Columns come before the data, so that sorting by them need not read past it.
    static func create(
        _ schema: ViewSchema,
        number: Int64,
        in connection: borrowing Connection
    ) throws(StoreError) {
        let columns = schema.columns.indices.map { ", c\($0) ANY" }.joined()
        try connection.execute(
            """
            CREATE TABLE rows_\(number) (
                number INTEGER PRIMARY KEY, version INTEGER NOT NULL\(columns),
                data BLOB NOT NULL, shown BLOB NOT NULL
            ) STRICT;
            """
        )
        for (index, column) in schema.columns.enumerated() where column.indexed {
            try connection.execute(
                "CREATE INDEX rows_\(number)_c\(index) ON rows_\(number) (c\(index));"
            )
        }
    }

    /// The beginning of every query for rows.
    static func selection(_ number: Int64, _ columnCount: Int) -> String {
        "SELECT \(columns(columnCount).joined(separator: ", ")) FROM rows_\(number)"
    }

    private static func columns(_ count: Int) -> [String] {
        ["number", "version"] + (0..<count).map { "c\($0)" } + ["data", "shown"]
    }

    /// Takes a row, to be written by `finish` at the latest.
    func write(_ row: StoredRow) throws(StoreError) {
        if row.number > lastNumber {
            try insert.add(row)
            lastNumber = row.number
        } else {
            // What is put in place of it has to be there first.
            try insert.finish()
            try put.add(row)
        }
    }

    func finish() throws(StoreError) { try insert.finish() }

    /// To be called when a transaction was rolled back: what seems to be there may not be.
    func forgetUncommitted() {
        lastNumber = .max
        insert.forget()
        put.forget()
    }

    func write(mark: Int64) throws(StoreError) {
        setMark.bind(1, mark)
        try setMark.run()
    }

    func row(_ number: Int64) throws(StoreError) -> StoredRow? {
        defer { select.reset() }
        select.bind(1, number)
        return try select.step() ? read(select) : nil
    }

    func rows(after number: Int64, limit: Int) throws(StoreError) -> [StoredRow] {
        defer { selectAfter.reset() }
        selectAfter.bind(1, number)
        selectAfter.bind(2, Int64(max(limit, 0)))
        var rows: [StoredRow] = []
        while try selectAfter.step() { rows.append(read(selectAfter)) }
        return rows
    }

    func read(_ row: borrowing Statement) -> StoredRow {
        let end = CInt(columnCount + 2)
        return StoredRow(
            number: row.number(0),
            version: row.number(1),
            data: row.bytes(end),
            shown: row.bytes(end + 1),
            columns: (2..<end).map { row.value($0) }
        )
    }
}
