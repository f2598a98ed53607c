import CSQLite
import Kit
import Runtime
import Testing

@testable import SQLiteStore

@Suite("A ledger of an older layout")
struct LayoutTests {
    /// Puts what layout 1 had in place of what came with layout 2.
    private func lower(_ path: String) throws {
        let connection = try Connection(path: path, .writing)
        try connection.execute(
            """
            DROP TABLE dropped_letter; DROP TABLE letter;
            CREATE TABLE letter (
                follower TEXT NOT NULL, stream INTEGER NOT NULL, position INTEGER NOT NULL,
                attempts INTEGER NOT NULL, retry INTEGER, reason TEXT NOT NULL,
                PRIMARY KEY (follower, position)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX letter_stream ON letter (follower, stream, position);
            INSERT INTO letter VALUES ('a', 1, 2, 3, NULL, 'refused');
            UPDATE meta SET value = 1 WHERE name = 'layout';
            """
        )
    }

    @Test func `is raised to the newest, with what it holds`() throws {
        let folder = try Folder()
        let path = folder.newPath()
        do { _ = try SQLiteLedgerStore(path: path).open(kinds: ["seat"]) }
        try lower(path)
        let kept = Letter(
            id: LetterID(follower: "a", position: 2),
            stream: StreamID(packed: 1),
            attempts: 3,
            retryAt: nil,
            reason: "refused",
            since: Instant(milliseconds: 0)
        )
        for _ in 0..<2 {
            let store = try SQLiteLedgerStore(path: path)
            #expect(try store.letters(limit: 9) == [kept])
            #expect(try store.droppedLetters(limit: 9).isEmpty)
            var batch = WriteBatch()
            batch.lettersWritten = [kept]
            try store.commit(batch)
        }
        let connection = try Connection(path: path, .reading)
        let layout = try connection.number("SELECT value FROM meta WHERE name = 'layout'")
        #expect(layout == LedgerFile.layout)
    }
}
