import Kit
import Runtime

/// What aggregates are called, in both directions. Numbers sort before texts.
///
/// Keys that are numbers mostly grow as the numbers of their streams do: as long as both grow by
/// one, one row says it for all of them.
final class DirectoryTable {
    /// `count` streams that follow one another are called `key` and, one by one, what follows on
    /// it. A text stands for one stream.
    static let schema = """
        CREATE TABLE directory (
            stream INTEGER PRIMARY KEY, kind INTEGER NOT NULL, key ANY NOT NULL,
            count INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX directory_key ON directory (kind, key);
        """

    private let insertOne: Statement
    private let lengthen: Statement
    private let selectStream: Statement
    private let selectNumber: Statement
    private let selectKey: Statement
    private let selectLastKey: Statement
    /// Where each kind goes on, as far as that was asked for.
    private var ends: [Int32: End] = [:]

    init(_ connection: borrowing Connection) throws(StoreError) {
        insertOne = try connection.prepare(
            "INSERT INTO directory (stream, kind, key, count) VALUES (?, ?, ?, 1)"
        )
        lengthen = try connection.prepare("UPDATE directory SET count = ? WHERE stream = ?")
        selectStream = try connection.prepare(
            "SELECT stream FROM directory WHERE kind = ? AND key = ?"
        )
        selectNumber = try connection.prepare(
            """
            SELECT stream, key, count FROM directory WHERE kind = ? AND key <= ?
            ORDER BY key DESC LIMIT 1
            """
        )
        selectKey = try connection.prepare(
            """
            SELECT stream, key, count FROM directory WHERE stream BETWEEN ? AND ?
            ORDER BY stream DESC LIMIT 1
            """
        )
        selectLastKey = try connection.prepare(
            """
            SELECT key, count FROM directory WHERE kind = ? AND key <= \(Int64.max)
            ORDER BY key DESC LIMIT 1
            """
        )
    }

    /// The last run of a kind, and the greatest of its keys that are numbers.
    private struct End {
        var run: DirectoryRun?
        var lastKey: Int64
        /// Whether the run is longer than its row says.
        var isLonger = false
    }

    /// Enters what follows on all that was entered before, or something else.
    func insert(_ entries: [DirectoryEntry]) throws(StoreError) {
        for entry in entries { try insert(entry) }
        for (kind, end) in ends where end.isLonger { try write(end, of: kind) }
    }

    private func insert(_ entry: DirectoryEntry) throws(StoreError) {
        let kind = entry.stream.kind
        var end: End
        if let known = ends[kind] { end = known } else { end = try findEnd(of: kind) }
        try checkIsNew(entry, end)
        if case .number(let key) = entry.key { end.lastKey = max(end.lastKey, key) }
        if var run = end.run, run.continues(with: entry) {
            run.count += 1
            (end.run, end.isLonger) = (run, true)
        } else {
            try write(end, of: kind)
            end.isLonger = false
            insertOne.bind(1, entry.stream.packed)
            insertOne.bind(2, Int64(kind))
            insertOne.bind(3, entry.key)
            try insertOne.run()
            // One in between does not go on where the kind does.
            if end.run.map({ $0.last.number < entry.stream.number }) ?? true {
                end.run = DirectoryRun(first: entry.stream, key: entry.key, count: 1)
            }
        }
        ends[kind] = end
    }

    private func write(_ end: End, of kind: Int32) throws(StoreError) {
        guard end.isLonger, let run = end.run else { return }
        lengthen.bind(1, run.count)
        lengthen.bind(2, run.first.packed)
        try lengthen.run()
        ends[kind]?.isLonger = false
    }

    /// What is beyond all others is new. The rest is looked up: a row may speak for it already.
    private func checkIsNew(_ entry: DirectoryEntry, _ end: End) throws(StoreError) {
        var isNewKey = false
        if case .number(let key) = entry.key { isNewKey = key > end.lastKey }
        let isNewStream = end.run.map { entry.stream.number > $0.last.number } ?? true
        if isNewKey, isNewStream { return }
        try write(end, of: entry.stream.kind)
        guard try number(of: entry.key, kind: entry.stream.kind) == nil,
            try key(of: entry.stream) == nil
        else { throw .conflict("'\(entry.key)' or its stream is in the directory already") }
    }

    private func findEnd(of kind: Int32) throws(StoreError) -> End {
        let last = try run(upTo: StreamID(kind: kind, number: StreamID.greatestNumber))
        return End(run: last, lastKey: try lastKey(of: kind))
    }

    /// To be called when a transaction was rolled back.
    func forgetUncommitted() { ends = [:] }

    func number(of key: Key, kind: Int32) throws(StoreError) -> Int64? {
        guard case .number(let number) = key else {
            defer { selectStream.reset() }
            selectStream.bind(1, Int64(kind))
            selectStream.bind(2, key)
            return try selectStream.step() ? StreamID(packed: selectStream.number(0)).number : nil
        }
        defer { selectNumber.reset() }
        selectNumber.bind(1, Int64(kind))
        selectNumber.bind(2, number)
        guard try selectNumber.step() else { return nil }
        return DirectoryRun(selectNumber).stream(called: number)?.number
    }

    func key(of stream: StreamID) throws(StoreError) -> Key? {
        try run(upTo: stream)?.key(of: stream)
    }

    /// The run of the kind that begins last, up to this stream.
    private func run(upTo stream: StreamID) throws(StoreError) -> DirectoryRun? {
        defer { selectKey.reset() }
        selectKey.bind(1, StreamID(kind: stream.kind, number: 0).packed)
        selectKey.bind(2, stream.packed)
        return try selectKey.step() ? DirectoryRun(selectKey) : nil
    }

    /// The greatest number of the kind that has a key; 0 when there is none.
    func lastNumber(of kind: Int32) throws(StoreError) -> Int64 {
        try run(upTo: StreamID(kind: kind, number: StreamID.greatestNumber))?.last.number ?? 0
    }

    /// The greatest key of the kind that is a number; 0 when there is none.
    func lastKey(of kind: Int32) throws(StoreError) -> Int64 {
        defer { selectLastKey.reset() }
        selectLastKey.bind(1, Int64(kind))
        guard try selectLastKey.step() else { return 0 }
        return max(selectLastKey.number(0) &+ selectLastKey.number(1) &- 1, 0)
    }
}

/// Streams that follow one another and are called by what follows one another.
struct DirectoryRun {
    let first: StreamID
    let key: Key
    var count: Int64

    init(first: StreamID, key: Key, count: Int64) {
        self.first = first
        self.key = key
        self.count = count
    }

    /// A row of stream, key and count.
    init(_ row: borrowing Statement) {
        self.init(
            first: StreamID(packed: row.number(0)),
            key: row.key(1),
            count: max(row.number(2), 1)
        )
    }

    var last: StreamID { StreamID(kind: first.kind, number: first.number &+ count &- 1) }

    func continues(with entry: DirectoryEntry) -> Bool {
        guard case .number(let key) = key, case .number(let next) = entry.key,
            entry.stream.kind == first.kind
        else { return false }
        let (distance, overflow) = next.subtractingReportingOverflow(key)
        return !overflow && distance == count && entry.stream.number &- first.number == count
    }

    func key(of stream: StreamID) -> Key? {
        let offset = stream.number &- first.number
        guard stream.kind == first.kind, offset >= 0, offset < count else { return nil }
        guard case .number(let key) = key else { return key }
        return .number(key &+ offset)
    }

    func stream(called key: Int64) -> StreamID? {
        guard case .number(let start) = self.key else { return nil }
        let (offset, overflow) = key.subtractingReportingOverflow(start)
        guard !overflow, offset >= 0, offset < count else { return nil }
        return StreamID(kind: first.kind, number: first.number &+ offset)
    }
}
