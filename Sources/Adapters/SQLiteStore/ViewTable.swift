import Runtime

/// The rows of one view. Names of tables and columns are made of numbers alone.
final class ViewTable {
    let number: Int64
    let columnCount: Int
    private let insert: Statement
    private let put: Statement
    private let select: Statement
    private let selectAfter: Statement
    private let setMark: Statement
    /// No row has a greater number: a greater one need not be put in place of another.
    private var lastNumber: Int64
    /// The texts of the columns of a row, which stay where they are until it is written.
    private var texts: [UInt8] = []

    init(
        _ connection: borrowing Connection,
        number: Int64,
        columnCount: Int
    ) throws(StoreError) {
        self.number = number
        self.columnCount = columnCount
        let names = Self.columns(columnCount)
        let places = names.map { _ in "?" }.joined(separator: ", ")
        let row = "INTO rows_\(number) (\(names.joined(separator: ", "))) VALUES (\(places))"
        insert = try connection.prepare("INSERT \(row)")
        put = try connection.prepare("INSERT OR REPLACE \(row)")
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

    func write(_ row: StoredRow) throws(StoreError) {
        if row.number > lastNumber {
            try write(row, insert)
            lastNumber = row.number
        } else {
            try write(row, put)
        }
    }

    /// To be called when a transaction was rolled back: what seems to be there may not be.
    func forgetUncommitted() { lastNumber = .max }

    private func write(
        _ row: StoredRow,
        _ statement: borrowing Statement
    ) throws(StoreError) {
        statement.bind(1, row.number)
        statement.bind(2, row.version)
        texts.removeAll(keepingCapacity: true)
        for case .text(let text) in row.columns { texts.append(contentsOf: text.utf8) }
        try texts.withUnsafeBufferPointer { (texts) throws(StoreError) in
            var rest = UnsafeRawBufferPointer(texts)[...]
            var place: CInt = 3
            for value in row.columns {
                if case .text(let text) = value {
                    let own = rest.prefix(text.utf8.count)
                    statement.bind(place, lentText: UnsafeRawBufferPointer(rebasing: own))
                    rest = rest.dropFirst(own.count)
                } else {
                    statement.bind(place, value)
                }
                place += 1
            }
            try write(data: row.data, shown: row.shown, at: place, statement)
        }
    }

    private func write(
        data: [UInt8],
        shown: [UInt8],
        at place: CInt,
        _ statement: borrowing Statement
    ) throws(StoreError) {
        try data.withUnsafeBufferPointer { (data) throws(StoreError) in
            try shown.withUnsafeBufferPointer { (shown) throws(StoreError) in
                statement.bind(place, lent: UnsafeRawBufferPointer(data))
                statement.bind(place + 1, lent: UnsafeRawBufferPointer(shown))
                try statement.run()
            }
        }
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
