import Runtime

/// The kinds of aggregates and their numbers.
final class KindTable {
    static let schema =
        "CREATE TABLE kind (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"

    private let insert: Statement
    private let select: Statement

    init(_ connection: borrowing Connection) throws(StoreError) {
        insert = try connection.prepare("INSERT INTO kind (number, name) VALUES (?, ?)")
        select = try connection.prepare("SELECT number, name FROM kind")
    }

    func names() throws(StoreError) -> [Int32: String] {
        defer { select.reset() }
        var names: [Int32: String] = [:]
        while try select.step() {
            guard let number = Int32(exactly: select.number(0)) else {
                throw .damaged("kind \(select.number(0)) has a number that none can have")
            }
            names[number] = select.text(1)
        }
        return names
    }

    func insert(_ name: String, as number: Int32) throws(StoreError) {
        insert.bind(1, Int64(number))
        insert.bind(2, name)
        try insert.run()
    }
}
