import Runtime

/// How a ledger's file is laid out, and how it is opened.
enum LedgerFile {
    /// Grows whenever the layout changes. A file with a greater one was written by newer code.
    static let layout: Int64 = 4

    private static let schema =
        [
            "CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;",
            KindTable.schema, FactTable.schema, SnapshotTable.schema,
            DirectoryTable.schema, MarkTable.schema, ReplyTable.schema, TimerTable.schema,
            LetterTable.schema, "INSERT INTO meta VALUES ('layout', \(layout));",
        ].joined(separator: "\n")

    /// Opens the file for the one connection that writes, and makes it if there is none.
    static func write(
        _ path: String,
        on ground: Ground = .usual
    ) throws(StoreError) -> Connection {
        let connection = try Connection(path: path, .writing, on: ground)
        // Before the first page is there: older files stay as they are, until they are vacuumed.
        if ground.reservesSums { connection.reserveSums() }
        try connection.execute(
            """
            PRAGMA page_size = 4096;
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = \(ground.syncing.rawValue);
            PRAGMA journal_size_limit = 67108864;
            PRAGMA mmap_size = 0;
            PRAGMA cache_size = -12288;
            PRAGMA foreign_keys = OFF;
            """
        )
        guard try connection.text("PRAGMA journal_mode") == "wal" else {
            throw .failed("\(path): no write-ahead log can be kept there")
        }
        if try connection.number("SELECT count(*) FROM sqlite_schema") == 0 {
            try connection.execute("BEGIN IMMEDIATE;\n\(schema)\nCOMMIT;")
            try ground.syncFolder(path)
        }
        try check(connection, path)
        return connection
    }

    /// Opens the file for a connection that neither writes nor moves pages out of the log.
    static func read(
        _ path: String,
        on ground: Ground = .usual
    ) throws(StoreError) -> Connection {
        let connection = try Connection(path: path, .reading, on: ground)
        try connection.execute(
            "PRAGMA query_only = ON; PRAGMA mmap_size = 0; PRAGMA cache_size = -8192;"
        )
        return connection
    }

    private static func check(
        _ connection: borrowing Connection,
        _ path: String
    ) throws(StoreError) {
        let tables = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'meta'"
        guard try connection.number(tables) == 1,
            let found = try connection.number("SELECT value FROM meta WHERE name = 'layout'")
        else { throw .damaged("\(path) is a database, but no ledger") }
        guard found >= layout else {
            throw .failed("\(path) has layout \(found), from before the first release")
        }
        guard found <= layout else {
            throw .failed(
                "\(path) has layout \(found), which newer software has written; "
                    + "this software knows layouts up to \(layout)"
            )
        }
    }
}
