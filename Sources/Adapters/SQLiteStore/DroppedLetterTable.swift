import Kit
import Runtime

/// Letters that somebody took away, in the order in which that happened.
final class DroppedLetterTable {
    static let schema = """
        CREATE TABLE dropped_letter (
            number INTEGER PRIMARY KEY, follower TEXT NOT NULL, stream INTEGER NOT NULL,
            position INTEGER NOT NULL, attempts INTEGER NOT NULL, retry INTEGER,
            reason TEXT NOT NULL, since INTEGER NOT NULL, \(LetterTable.timerColumns),
            time INTEGER NOT NULL, person TEXT NOT NULL
        ) STRICT;
        """

    private let insert: Statement
    private let select: Statement

    init(_ connection: borrowing Connection) throws(StoreError) {
        let columns = "\(LetterTable.columns), time, person"
        insert = try connection.prepare(
            """
            INSERT INTO dropped_letter (\(columns))
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        select = try connection.prepare(
            "SELECT \(columns) FROM dropped_letter ORDER BY number DESC LIMIT ?"
        )
    }

    func add(_ dropped: DroppedLetter) throws(StoreError) {
        insert.bind(dropped.letter)
        insert.bind(14, dropped.time.milliseconds)
        insert.bind(15, dropped.person)
        try insert.run()
    }

    func letters(limit: Int) throws(StoreError) -> [DroppedLetter] {
        defer { select.reset() }
        select.bind(1, Int64(max(limit, 0)))
        var letters: [DroppedLetter] = []
        while try select.step() {
            letters.append(
                DroppedLetter(
                    letter: try select.letter(),
                    time: Instant(milliseconds: select.number(13)),
                    person: select.text(14)
                )
            )
        }
        return letters
    }
}
