import Kit
import Runtime

/// What followers could not do.
final class LetterTable {
    static let schema = """
        CREATE TABLE letter (
            follower TEXT NOT NULL, stream INTEGER NOT NULL, position INTEGER NOT NULL,
            attempts INTEGER NOT NULL, retry INTEGER, reason TEXT NOT NULL,
            since INTEGER NOT NULL, \(timerColumns),
            PRIMARY KEY (follower, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX letter_stream ON letter (follower, stream, position);
        \(DroppedLetterTable.schema)
        """

    /// A timer's request, beside what the letter says of it: its kind and number are its stream.
    static let timerColumns =
        "due INTEGER, key ANY, type TEXT, correlation INTEGER, cause INTEGER, data BLOB"

    static let columns = """
        follower, stream, position, attempts, retry, reason, since,
        due, key, type, correlation, cause, data
        """

    private let replace: Statement
    private let delete: Statement
    private let selectAll: Statement
    private let selectSome: Statement

    init(_ connection: borrowing Connection) throws(StoreError) {
        replace = try connection.prepare(
            """
            INSERT OR REPLACE INTO letter (\(Self.columns))
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        delete = try connection.prepare("DELETE FROM letter WHERE follower = ? AND position = ?")
        selectAll = try connection.prepare(
            "SELECT \(Self.columns) FROM letter ORDER BY follower, stream, position LIMIT ?"
        )
        selectSome = try connection.prepare(
            """
            SELECT \(Self.columns) FROM letter WHERE follower = ? AND stream = ?
            ORDER BY position LIMIT ?
            """
        )
    }

    func put(_ letter: Letter) throws(StoreError) {
        replace.bind(letter)
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
        while try rows.step() { letters.append(try rows.letter()) }
        return letters
    }
}

extension Statement {
    /// Binds the columns of a letter, from the first parameter on.
    borrowing func bind(_ letter: Letter) {
        bind(1, letter.id.follower)
        bind(2, letter.stream.packed)
        bind(3, letter.id.position)
        bind(4, Int64(letter.attempts))
        bind(5, letter.retryAt?.milliseconds)
        bind(6, letter.reason)
        bind(7, letter.since.milliseconds)
        guard let timer = letter.timer else {
            for parameter in CInt(8)...13 { bind(parameter, Int64?.none) }
            return
        }
        bind(8, timer.due.milliseconds)
        bind(9, timer.key)
        bind(10, timer.type)
        bind(11, timer.correlation.position)
        bind(12, timer.cause.position)
        bind(13, timer.data)
    }

    /// The letter in the first columns of the row.
    borrowing func letter() throws(StoreError) -> Letter {
        guard let attempts = Int32(exactly: number(3)) else {
            throw .damaged("a letter about fact \(number(2)) has impossible attempts")
        }
        let stream = StreamID(packed: number(1))
        var letter = Letter(
            id: LetterID(follower: text(0), position: number(2)),
            stream: stream,
            attempts: attempts,
            retryAt: isNull(4) ? nil : Instant(milliseconds: number(4)),
            reason: text(5),
            since: Instant(milliseconds: number(6))
        )
        guard !isNull(9) else { return letter }
        letter.timer = StoredTimer(
            number: stream.number,
            due: Instant(milliseconds: number(7)),
            kind: stream.kind,
            key: key(8),
            type: text(9),
            data: bytes(12),
            correlation: FactID(number(10)),
            cause: FactID(number(11))
        )
        return letter
    }
}
