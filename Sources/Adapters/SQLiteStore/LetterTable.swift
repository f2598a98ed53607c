import Kit
import Runtime

/// What followers could not do.
final class LetterTable {
    static let schema = """
        CREATE TABLE letter (
            follower TEXT NOT NULL, stream INTEGER NOT NULL, position INTEGER NOT NULL,
            attempts INTEGER NOT NULL, retry INTEGER, reason TEXT NOT NULL,
            PRIMARY KEY (follower, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX letter_stream ON letter (follower, stream, position);
        """

    private let replace: Statement
    private let delete: Statement
    private let selectAll: Statement
    private let selectSome: Statement

    init(_ connection: borrowing Connection) throws(StoreError) {
        let columns = "follower, stream, position, attempts, retry, reason"
        replace = try connection.prepare(
            "INSERT OR REPLACE INTO letter (\(columns)) VALUES (?, ?, ?, ?, ?, ?)"
        )
        delete = try connection.prepare("DELETE FROM letter WHERE follower = ? AND position = ?")
        selectAll = try connection.prepare(
            "SELECT \(columns) FROM letter ORDER BY follower, stream, position LIMIT ?"
        )
        selectSome = try connection.prepare(
            """
            SELECT \(columns) FROM letter WHERE follower = ? AND stream = ?
            ORDER BY position LIMIT ?
            """
        )
    }

    func put(_ letter: Letter) throws(StoreError) {
        replace.bind(1, letter.id.follower)
        replace.bind(2, letter.stream.packed)
        replace.bind(3, letter.id.position)
        replace.bind(4, Int64(letter.attempts))
        replace.bind(5, letter.retryAt?.milliseconds)
        replace.bind(6, letter.reason)
        try replace.run()
    }

    func remove(_ id: LetterID) throws(StoreError) {
        delete.bind(1, id.follower)
        delete.bind(2, id.position)
        try delete.run()
    }

    func letters(limit: Int) throws(StoreError) -> [Letter] {
        selectAll.bind(1, Int64(max(limit, 0)))
        return try read(selectAll)
    }

    func letters(
        of follower: String,
        about stream: StreamID,
        limit: Int
    ) throws(StoreError) -> [Letter] {
        selectSome.bind(1, follower)
        selectSome.bind(2, stream.packed)
        selectSome.bind(3, Int64(max(limit, 0)))
        return try read(selectSome)
    }

    private func read(_ rows: borrowing Statement) throws(StoreError) -> [Letter] {
        defer { rows.reset() }
        var letters: [Letter] = []
        while try rows.step() {
            guard let attempts = Int32(exactly: rows.number(3)) else {
                throw .damaged("a letter about fact \(rows.number(2)) has impossible attempts")
            }
            letters.append(
                Letter(
                    id: LetterID(follower: rows.text(0), position: rows.number(2)),
                    stream: StreamID(packed: rows.number(1)),
                    attempts: attempts,
                    retryAt: rows.isNull(4) ? nil : Instant(milliseconds: rows.number(4)),
                    reason: rows.text(5)
                )
            )
        }
        return letters
    }
}
