public import Kit
public import Runtime

/// Keeps a ledger in one SQLite file. Used by one thread at a time, and by one process.
public final class SQLiteLedgerStore: EventStore, KeyDirectory, ReplyStore, TimerStore, LetterStore
{
    private let path: String
    private let ground: Ground
    private let begin: Statement
    private let end: Statement
    private let undo: Statement
    private let kinds: KindTable
    private let facts: FactTable
    private let snapshots: SnapshotTable
    private let directory: DirectoryTable
    private let marks: MarkTable
    private let replies: ReplyTable
    private let timers: TimerTable
    private let letters: LetterTable
    private let dropped: DroppedLetterTable
    // Properties go in the order of their declaration: statements before their connection, the
    // connection before what its hook refers to, and the lock when nothing is left to guard.
    let connection: Connection
    /// Somebody waits for every commit: little and often.
    let log: Log
    private let lock: Lock
    private var position: Int64
    /// Moves pages while others go on, once commits need not wait for the disk.
    private var mover: LogMover?

    /// Why the log could not be moved into the database the last time; nil when it could. Nothing
    /// is lost by it, but the log grows.
    public var checkpointFailure: StoreError? { log.failure }

    /// Opens the ledger in the file at `path`, or begins one. Beside it lie `path` with `-wal`,
    /// `-shm` and `.lock`.
    public convenience init(path: String) throws(StoreError) {
        try self.init(path: path, on: .usual)
    }

    init(path: String, on ground: Ground) throws(StoreError) {
        self.path = path
        self.ground = ground
        log = Log(pagesUntilMoved: ground.pagesUntilMoved ?? 500)
        lock = try Lock(path: path + ".lock")
        connection = try LedgerFile.write(path, on: ground)
        // What a crash has left behind the last commit goes with it: from here on, whatever cannot
        // be read in the log is damage. See `LogCheck`.
        connection.emptyLog()
        connection.report(to: log)
        begin = try connection.prepare("BEGIN IMMEDIATE")
        end = try connection.prepare("COMMIT")
        undo = try connection.prepare("ROLLBACK")
        kinds = try KindTable(connection)
        facts = try FactTable(connection)
        snapshots = try SnapshotTable(connection)
        directory = try DirectoryTable(connection)
        marks = try MarkTable(connection)
        replies = try ReplyTable(connection)
        timers = try TimerTable(connection)
        letters = try LetterTable(connection)
        dropped = try DroppedLetterTable(connection)
        position = try facts.lastPosition()
    }

    // Only tidying up: what is in the log is as durable as what is not.
    deinit {
        mover?.stop()
        connection.emptyLog()
    }

    public func open(kinds names: [String]) throws(StoreError) -> StoreHead {
        let numbers = try numbers(of: names)
        var head = StoreHead(
            position: position,
            kinds: numbers,
            marks: try marks.marks(),
            lastTimer: try timers.lastNumber()
        )
        for kind in numbers {
            let told = try facts.lastNumber(of: kind)
            head.lastNumbers.append(max(told, try directory.lastNumber(of: kind)))
            head.lastKeys.append(try directory.lastKey(of: kind))
        }
        return head
    }

    public func commit(_ batch: WriteBatch) throws(StoreError) {
        var last = position
        for fact in batch.facts {
            guard fact.position > 0, fact.position - 1 == last else {
                throw .conflict("fact \(fact.position) cannot come next after fact \(last)")
            }
            last = fact.position
        }
        try transaction { () throws(StoreError) in try write(batch) }
        position = last
        log.keepShort(connection, mover)
    }

    public func syncer() throws(StoreError) -> (any StoreSyncer)? {
        guard let file = connection.logFile else { throw .failed("\(path): the log is not open") }
        if ground.syncing == .full { try connection.execute("PRAGMA synchronous = NORMAL") }
        if ground.movesPagesBeside { mover = mover ?? LogMover(path: path, on: ground, log) }
        return SQLiteSyncer(file, of: self)
    }

    /// Removals come last: what one batch both writes and removes is gone.
    private func write(_ batch: WriteBatch) throws(StoreError) {
        try facts.insert(batch.facts)
        if !batch.directory.isEmpty { try directory.insert(batch.directory) }
        for snapshot in batch.snapshots { try snapshots.put(snapshot) }
        try marks.put(batch.marks)
        for reply in batch.replies { try replies.insert(reply) }
        for timer in batch.timersSet { try timers.insert(timer) }
        for letter in batch.lettersWritten { try letters.put(letter) }
        for number in batch.timersDone { try timers.remove(number) }
        for id in batch.lettersDone { try letters.remove(id) }
        for letter in batch.lettersDropped { try dropped.add(letter) }
        if let moment = batch.forgetRepliesBefore { try replies.forget(before: moment) }
    }

    private func transaction(_ work: () throws(StoreError) -> Void) throws(StoreError) {
        try begin.run()
        do {
            try work()
            try end.run(committing: true)
        } catch {
            // Why the batch was not kept is the one thing to tell, whatever comes of this.
            if connection.isInTransaction { try? undo.run() }
            facts.forgetUncommitted()
            directory.forgetUncommitted()
            marks.forgetUncommitted()
            tidy(after: error)
            throw error
        }
    }

    /// What was written of a transaction that has failed would look like damage in the log.
    private func tidy(after error: StoreError) {
        switch error {
        case .full, .failed: connection.emptyLog()
        case .unsynced, .damaged, .conflict: break
        }
    }

    private func numbers(of names: [String]) throws(StoreError) -> [Int32] {
        var known: [String: Int32] = [:]
        for (number, name) in try kinds.names() { known[name] = number }
        let new = names.filter { known[$0] == nil }
        if !new.isEmpty {
            var next = known.values.max() ?? 0
            try transaction { () throws(StoreError) in
                for name in new where known[name] == nil {
                    next += 1
                    try kinds.insert(name, as: next)
                    known[name] = next
                }
            }
        }
        return names.compactMap { known[$0] }
    }
}

extension SQLiteLedgerStore {
    public func history(
        of stream: StreamID,
        fromSnapshot: Bool
    ) throws(StoreError) -> (Snapshot?, [StoredFact]) {
        let snapshot = fromSnapshot ? try snapshots.snapshot(of: stream) : nil
        return (snapshot, try facts.facts(of: stream, after: snapshot?.version ?? 0))
    }

    public func facts(after position: Int64, limit: Int) throws(StoreError) -> [StoredFact] {
        try facts.facts(after: position, limit: limit)
    }

    public func reader() throws(StoreError) -> any FactReader {
        try SQLiteFactReader(path: path, on: ground)
    }

    public func number(of key: Key, kind: Int32) throws(StoreError) -> Int64? {
        try directory.number(of: key, kind: kind)
    }

    public func key(of stream: StreamID) throws(StoreError) -> Key? {
        try directory.key(of: stream)
    }

    public func reply(to call: CallID) throws(StoreError) -> StoredReply? {
        try replies.reply(to: call)
    }

    public func timers(dueBy moment: Instant, limit: Int) throws(StoreError) -> [StoredTimer] {
        try timers.timers(dueBy: moment, limit: limit)
    }

    public func nextDue() throws(StoreError) -> Instant? { try timers.nextDue() }

    public func letters(limit: Int) throws(StoreError) -> [Letter] {
        try letters.letters(limit: limit)
    }

    public func letters(
        of follower: String,
        about stream: StreamID,
        limit: Int
    ) throws(StoreError) -> [Letter] {
        try letters.letters(of: follower, about: stream, limit: limit)
    }

    public func droppedLetters(limit: Int) throws(StoreError) -> [DroppedLetter] {
        try dropped.letters(limit: limit)
    }
}
