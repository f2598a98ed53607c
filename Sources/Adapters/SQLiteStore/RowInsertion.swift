import Runtime

/// Puts rows into the table of a view, several in one statement.
///
/// All that a statement is to be given is laid down one behind the other as rows come, and lent to
/// it from there: no row is held until then.
final class RowInsertion {
    private enum Parameter {
        case null
        case number(Int64)
        case text(count: Int)
        case data(count: Int)
    }

    private let one: Statement
    private let many: Statement
    private let width: Int
    private let rowsAtOnce: Int
    private var parameters: [Parameter] = []
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

    /// Takes a row, with as many values as there are columns. It is written as soon as there are
    /// enough.
    func add(_ row: StoredRow) throws(StoreError) {
        parameters.append(.number(row.number))
        parameters.append(.number(row.version))
        for value in row.columns {
            switch value {
            case .null: parameters.append(.null)
            case .integer(let number): parameters.append(.number(number))
            case .text(let text):
                text.utf8Span.span.withUnsafeBufferPointer { utf8 in
                    parameters.append(.text(count: utf8.count))
                    bytes.append(contentsOf: utf8)
                }
            }
        }
        parameters.append(.data(count: row.data.count))
        parameters.append(.data(count: row.shown.count))
        bytes.append(contentsOf: row.data)
        bytes.append(contentsOf: row.shown)
        guard parameters.count >= width * rowsAtOnce else { return }
        try write(many, parameters.count)
        forget()
    }

    /// Writes what is left.
    func finish() throws(StoreError) {
        guard !parameters.isEmpty else { return }
        try write(one, width)
        forget()
    }

    /// Takes nothing of what was to be written.
    func forget() {
        parameters.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
    }

    /// Runs a statement that takes so many parameters again and again, until all are given.
    private func write(_ statement: borrowing Statement, _ count: Int) throws(StoreError) {
        try bytes.withUnsafeBufferPointer { (bytes) throws(StoreError) in
            var rest = UnsafeRawBufferPointer(bytes)[...]
            func lend(_ count: Int) -> UnsafeRawBufferPointer {
                defer { rest = rest.dropFirst(count) }
                return UnsafeRawBufferPointer(rebasing: rest.prefix(count))
            }
            var place: CInt = 1
            for parameter in parameters {
                switch parameter {
                case .null: statement.bind(place, Int64?.none)
                case .number(let number): statement.bind(place, number)
                case .text(let count): statement.bind(place, lentText: lend(count))
                case .data(let count): statement.bind(place, lent: lend(count))
                }
                place += 1
                guard place > count else { continue }
                try statement.run()
                place = 1
            }
        }
    }
}
