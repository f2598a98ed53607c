import Kit
import Runtime

/// Answers that are remembered. Rows grow at the end, only their names are in random order.
final class ReplyTable {
    static let schema = """
        CREATE TABLE reply (
            number INTEGER PRIMARY KEY, key TEXT NOT NULL, operation TEXT NOT NULL,
            caller TEXT NOT NULL, fingerprint INTEGER NOT NULL, time INTEGER NOT NULL,
            status INTEGER NOT NULL, location TEXT, tag TEXT, type TEXT, body BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX reply_call ON reply (key, operation, caller);
        CREATE INDEX reply_time ON reply (time);
        """

    /// How many are forgotten in one commit at most, so that no caller waits long for it.
    static let forgottenAtOnce = 1_000

    private let insertOne: Statement
    private let select: Statement
    private let deleteOld: Statement

    init(_ connection: borrowing Connection) throws(StoreError) {
        let columns =
            "key, operation, caller, fingerprint, time, status, location, tag, type, body"
        insertOne = try connection.prepare(
            "INSERT INTO reply (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        )
        select = try connection.prepare(
            """
            SELECT fingerprint, time, status, location, tag, type, body FROM reply
            WHERE key = ? AND operation = ? AND caller = ?
            """
        )
        deleteOld = try connection.prepare(
            """
            DELETE FROM reply WHERE number IN (
                SELECT number FROM reply WHERE time < ? ORDER BY time, number
                LIMIT \(Self.forgottenAtOnce))
            """
        )
    }

    func insert(_ stored: StoredReply) throws(StoreError) {
        insertOne.bind(1, stored.call.key)
        insertOne.bind(2, stored.call.operation)
        insertOne.bind(3, stored.call.caller)
        insertOne.bind(4, stored.fingerprint)
        insertOne.bind(5, stored.time.milliseconds)
        insertOne.bind(6, Int64(stored.reply.status))
        insertOne.bind(7, stored.reply.location)
        insertOne.bind(8, stored.reply.entityTag)
        insertOne.bind(9, stored.reply.contentType)
        insertOne.bind(10, stored.reply.body)
        try insertOne.run()
    }

    func reply(to call: CallID) throws(StoreError) -> StoredReply? {
        defer { select.reset() }
        select.bind(1, call.key)
        select.bind(2, call.operation)
        select.bind(3, call.caller)
        guard try select.step() else { return nil }
        guard let status = Int(exactly: select.number(2)) else {
            throw .damaged("a reply has a status that none can have")
        }
        return StoredReply(
            call: call,
            fingerprint: select.number(0),
            time: Instant(milliseconds: select.number(1)),
            reply: Reply(
                status: status,
                location: select.optionalText(3),
                entityTag: select.optionalText(4),
                contentType: select.optionalText(5),
                body: select.bytes(6)
            )
        )
    }

    /// Forgets the oldest before `moment`.
    func forget(before moment: Instant) throws(StoreError) {
        deleteOld.bind(1, moment.milliseconds)
        try deleteOld.run()
    }
}
