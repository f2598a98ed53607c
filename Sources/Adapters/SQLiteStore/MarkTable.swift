import Runtime

/// How far each follower has come.
final class MarkTable {
    static let schema = """
        CREATE TABLE mark (
            follower TEXT PRIMARY KEY, position INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    private let replace: Statement
    private let select: Statement

    init(_ connection: borrowing Connection) throws(StoreError) {
        replace = try connection.prepare(
            "INSERT OR REPLACE INTO mark (follower, position) VALUES (?, ?)"
        )
        select = try connection.prepare("SELECT follower, position FROM mark")
    }

    func put(_ follower: String, _ position: Int64) throws(StoreError) {
        replace.bind(1, follower)
        replace.bind(2, position)
        try replace.run()
    }

    func marks() throws(StoreError) -> [String: Int64] {
        defer { select.reset() }
        var marks: [String: Int64] = [:]
        while try select.step() { marks[select.text(0)] = select.number(1) }
        return marks
    }
}
