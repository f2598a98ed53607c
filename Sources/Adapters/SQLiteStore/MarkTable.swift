import Runtime

/// How far each follower has come.
///
/// Nearly all of them have come to the same fact, and all go on with every commit. So a row says of
/// a follower either how far it has come by itself, or nothing: then it is with all those others,
/// and where they are is said once, in `meta`. Most commits change that alone.
final class MarkTable {
    static let schema = """
        CREATE TABLE mark (follower TEXT PRIMARY KEY, position INTEGER) STRICT, WITHOUT ROWID;
        """

    private let replace: Statement
    private let select: Statement
    private let replaceTogether: Statement
    private let selectTogether: Statement
    /// What the tables say, once they have been read.
    private var known: Known?

    private struct Known {
        var together: Int64?
        var rows: [String: Int64?] = [:]
    }

    init(_ connection: borrowing Connection) throws(StoreError) {
        replace = try connection.prepare(
            "INSERT OR REPLACE INTO mark (follower, position) VALUES (?, ?)"
        )
        select = try connection.prepare("SELECT follower, position FROM mark")
        replaceTogether = try connection.prepare(
            "INSERT OR REPLACE INTO meta (name, value) VALUES ('marks', ?)"
        )
        selectTogether = try connection.prepare("SELECT value FROM meta WHERE name = 'marks'")
    }

    /// Replaces the marks of these followers; those of all others stay.
    func put(_ marks: [String: Int64]) throws(StoreError) {
        guard let furthest = marks.values.max() else { return }
        let before: Known
        if let known { before = known } else { before = try read() }
        known = before
        // Whoever was with the others, and is not told of now, stays where these were.
        for (follower, own) in before.rows where own == nil && marks[follower] == nil {
            try write(follower, before.together ?? 0)
        }
        for (follower, mark) in marks {
            let own = mark == furthest ? nil : mark
            if before.rows[follower] != .some(own) { try write(follower, own) }
        }
        guard before.together != furthest else { return }
        replaceTogether.bind(1, furthest)
        try replaceTogether.run()
        known?.together = furthest
    }

    private func write(_ follower: String, _ position: Int64?) throws(StoreError) {
        replace.bind(1, follower)
        replace.bind(2, position)
        try replace.run()
        known?.rows[follower] = .some(position)
    }

    /// To be called when a transaction was rolled back.
    func forgetUncommitted() { known = nil }

    func marks() throws(StoreError) -> [String: Int64] {
        let read = try read()
        known = read
        return read.rows.mapValues { $0 ?? read.together ?? 0 }
    }

    private func read() throws(StoreError) -> Known {
        defer {
            select.reset()
            selectTogether.reset()
        }
        var read = Known()
        if try selectTogether.step() { read.together = selectTogether.number(0) }
        while try select.step() {
            read.rows[select.text(0)] = .some(select.isNull(1) ? nil : select.number(1))
        }
        return read
    }
}
