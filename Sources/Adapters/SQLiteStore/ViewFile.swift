import Runtime

/// The file that views are kept in. It can be made again from the facts, so it is thrown away
/// rather than mended.
enum ViewFile {
    /// Grows whenever the layout changes. A file with another one is begun anew.
    private static let layout: Int64 = 1

    static func open(_ path: String, on ground: Ground) throws(StoreError) -> Connection {
        do {
            return try make(path, on: ground)
        } catch .damaged {
            remove(path, on: ground)
            return try make(path, on: ground)
        }
    }

    /// Whoever has it open keeps what they have; the next to open it begins anew.
    static func remove(_ path: String, on ground: Ground) {
        ground.remove([path, path + "-wal", path + "-shm"])
    }

    private static func make(
        _ path: String,
        on ground: Ground
    ) throws(StoreError) -> Connection {
        let connection = try Connection(path: path, .writing, on: ground)
        try connection.execute(
            """
            PRAGMA page_size = 4096;
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = NORMAL;
            PRAGMA mmap_size = 0;
            PRAGMA cache_size = -12288;
            """
        )
        if try connection.number("SELECT count(*) FROM sqlite_schema") == 0 {
            try connection.execute(
                """
                BEGIN IMMEDIATE;
                CREATE TABLE view (
                    number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
                    shape TEXT NOT NULL, mark INTEGER NOT NULL
                ) STRICT;
                PRAGMA user_version = \(layout);
                COMMIT;
                """
            )
        }
        guard try connection.number("PRAGMA user_version") == layout else {
            throw .damaged("\(path) holds no views of this layout")
        }
        _ = try connection.number("SELECT count(*) FROM view")
        return connection
    }
}
