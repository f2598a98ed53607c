import Runtime

/// The rows of one view. Names of tables and columns are made of numbers alone.
final class ViewTable {
    let number: Int64
    let columnCount: Int
    private let put: Statement
    private let select: Statement
    private let setMark: Statement

    init(
        _ connection: borrowing Connection,
        number: Int64,
        columnCount: Int
    ) throws(StoreError) {
        self.number = number
        self.columnCount = columnCount
        let names = Self.columns(columnCount)
        let places = names.map { _ in "?" }.joined(separator: ", ")
        put = try connection.prepare(
            """
            INSERT OR REPLACE INTO rows_\(number) (\(names.joined(separator: ", ")))
            VALUES (\(places))
            """
        )
        select = try connection.prepare("\(Self.selection(number, columnCount)) WHERE number = ?")
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

    func write(_ row: StoredRow) throws(StoreError) {
        put.bind(1, row.number)
        put.bind(2, row.version)
        var place: CInt = 3
        for value in row.columns {
            put.bind(place, value)
            place += 1
        }
        put.bind(place, row.data)
        put.bind(place + 1, row.shown)
        try put.run()
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
