import Runtime

/// The names of events, each written once and known by a number from then on.
final class TypeNames {
    static let schema = "CREATE TABLE type (number INTEGER PRIMARY KEY, name TEXT UNIQUE) STRICT;"

    private let insert: Statement
    private let select: Statement
    private var numbers: [String: Int64] = [:]
    private var names: [Int64: String] = [:]

    init(_ connection: borrowing Connection) throws(StoreError) {
        insert = try connection.prepare("INSERT INTO type (number, name) VALUES (?, ?)")
        select = try connection.prepare("SELECT number, name FROM type")
        try reload()
    }

    /// Forgets what a transaction has added that was rolled back, and sees what others have added.
    func reload() throws(StoreError) {
        defer { select.reset() }
        numbers.removeAll(keepingCapacity: true)
        names.removeAll(keepingCapacity: true)
        while try select.step() {
            let (number, name) = (select.number(0), select.text(1))
            numbers[name] = number
            names[number] = name
        }
    }

    /// The number of a name, which is written if it is new.
    func number(of name: String) throws(StoreError) -> Int64 {
        if let number = numbers[name] { return number }
        let number = Int64(names.count) + 1
        insert.bind(1, number)
        insert.bind(2, name)
        try insert.run()
        numbers[name] = number
        names[number] = name
        return number
    }

    /// Nil when nobody has written it, as far as this connection can see.
    func name(of number: Int64) throws(StoreError) -> String? {
        if let name = names[number] { return name }
        try reload()
        return names[number]
    }
}
