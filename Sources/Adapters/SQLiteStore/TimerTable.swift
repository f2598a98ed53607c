import Kit
import Runtime

/// Requests that wait for their time.
final class TimerTable {
    static let schema = """
        CREATE TABLE timer (
            number INTEGER PRIMARY KEY, due INTEGER NOT NULL, kind INTEGER NOT NULL,
            key ANY NOT NULL, type TEXT NOT NULL, correlation INTEGER NOT NULL,
            cause INTEGER NOT NULL, data BLOB NOT NULL
        ) STRICT;
        CREATE INDEX timer_due ON timer (due);
        """

    private let insertOne: Statement
    private let deleteOne: Statement
    private let selectDue: Statement
    private let selectNextDue: Statement
    private let selectLast: Statement

    init(_ connection: borrowing Connection) throws(StoreError) {
        let columns = "number, due, kind, key, type, correlation, cause, data"
        insertOne = try connection.prepare(
            "INSERT INTO timer (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        deleteOne = try connection.prepare("DELETE FROM timer WHERE number = ?")
        selectDue = try connection.prepare(
            "SELECT \(columns) FROM timer WHERE due <= ? ORDER BY due, number LIMIT ?"
        )
        selectNextDue = try connection.prepare("SELECT min(due) FROM timer")
        selectLast = try connection.prepare("SELECT max(number) FROM timer")
    }

    func insert(_ timer: StoredTimer) throws(StoreError) {
        insertOne.bind(1, timer.number)
        insertOne.bind(2, timer.due.milliseconds)
        insertOne.bind(3, Int64(timer.kind))
        insertOne.bind(4, timer.key)
        insertOne.bind(5, timer.type)
        insertOne.bind(6, timer.correlation.position)
        insertOne.bind(7, timer.cause.position)
        insertOne.bind(8, timer.data)
        try insertOne.run()
    }

    func remove(_ number: Int64) throws(StoreError) {
        deleteOne.bind(1, number)
        try deleteOne.run()
    }

    func timers(dueBy moment: Instant, limit: Int) throws(StoreError) -> [StoredTimer] {
        defer { selectDue.reset() }
        selectDue.bind(1, moment.milliseconds)
        selectDue.bind(2, Int64(max(limit, 0)))
        var timers: [StoredTimer] = []
        while try selectDue.step() {
            guard let kind = Int32(exactly: selectDue.number(2)) else {
                throw .damaged("timer \(selectDue.number(0)) has a kind that none can have")
            }
            timers.append(
                StoredTimer(
                    number: selectDue.number(0),
                    due: Instant(milliseconds: selectDue.number(1)),
                    kind: kind,
                    key: selectDue.key(3),
                    type: selectDue.text(4),
                    data: selectDue.bytes(7),
                    correlation: FactID(selectDue.number(5)),
                    cause: FactID(selectDue.number(6))
                )
            )
        }
        return timers
    }

    func nextDue() throws(StoreError) -> Instant? {
        defer { selectNextDue.reset() }
        guard try selectNextDue.step(), !selectNextDue.isNull(0) else { return nil }
        return Instant(milliseconds: selectNextDue.number(0))
    }

    /// 0 when there is none.
    func lastNumber() throws(StoreError) -> Int64 {
        defer { selectLast.reset() }
        return try selectLast.step() ? selectLast.number(0) : 0
    }
}
