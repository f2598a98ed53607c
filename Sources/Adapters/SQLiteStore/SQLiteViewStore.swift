public import Runtime

/// Keeps views in one SQLite file. A power cut may cost the latest writes, never their order.
/// Used by one thread at a time.
///
/// A file that turns out to be damaged is begun anew: at once when it shows at opening, else the
/// next time it is opened.
public final class SQLiteViewStore: ViewStore {
    private let path: String
    private let ground: Ground
    var tables: [ViewTable] = []
    var schemas: [ViewSchema] = []
    /// Those that are made anew, by what stands for their index.
    var beside: [Int: ViewTable] = [:]
    var nextBeside = 1 << 20
    let queries = ViewQueries()
    private let begin: Statement
    private let end: Statement
    private let undo: Statement
    // Declared last, as properties go in the order of their declaration.
    let connection: Connection
    let log: Log
    private var mover: LogMover?

    /// Opens the views in the file at `path`, or begins them. Beside it lie `path` with `-wal` and
    /// `-shm`.
    public convenience init(path: String) throws(StoreError) {
        try self.init(path: path, on: .usual)
    }

    init(path: String, on ground: Ground) throws(StoreError) {
        self.path = path
        self.ground = ground
        // Little at a time: what is moved goes to the disk that the ledger waits for.
        log =
            ground.pagesUntilMoved.map { Log(pagesUntilMoved: $0) }
            ?? Log(pagesUntilMoved: 250, pagesUntilHelped: 16_000)
        connection = try ViewFile.open(path, on: ground)
        connection.report(to: log)
        begin = try connection.prepare("BEGIN IMMEDIATE")
        end = try connection.prepare("COMMIT")
        undo = try connection.prepare("ROLLBACK")
    }

    deinit { mover?.stop() }

    public func open(_ schemas: [ViewSchema]) throws(StoreError) -> [(mark: Int64, count: Int64)] {
        try disposing { () throws(StoreError) in
            queries.removeAll()
            tables = []
            beside = [:]
            self.schemas = []
            try throwAwayLeftovers()
            var opened: [(mark: Int64, count: Int64)] = []
            for schema in schemas {
                let (number, mark) = try prepare(schema)
                let count = try connection.number("SELECT count(*) FROM rows_\(number)") ?? 0
                tables.append(
                    try ViewTable(
                        connection,
                        number: number,
                        columnCount: schema.columns.count
                    )
                )
                opened.append((mark, count))
            }
            self.schemas = schemas
            return opened
        }
    }

    public func write(
        _ rows: [(view: Int, row: StoredRow)],
        marks: [(view: Int, mark: Int64)]
    ) throws(StoreError) {
        try write(
            pouring: { put throws(StoreError) in
                // By their places: as elements of a loop rows would be copies.
                for place in rows.indices { try put(rows[place].view, rows[place].row) }
            },
            marks: { marks }
        )
    }

    public func write(
        pouring pour: (_ put: (Int, StoredRow) throws(StoreError) -> Void) throws(StoreError) ->
            Void,
        marks: () -> [(view: Int, mark: Int64)]
    ) throws(StoreError) {
        try disposing { () throws(StoreError) in
            try transaction { () throws(StoreError) in
                try pour { (view, row) throws(StoreError) in try put(row, into: table(view)) }
                for table in tables { try table.finish() }
                for table in beside.values { try table.finish() }
                for (view, mark) in marks() { try table(view).write(mark: mark) }
            }
        }
        // Readers wait for the same thread: pages are moved on another one.
        if mover == nil, ground.files == nil { mover = LogMover(path: path, on: ground, log) }
        log.keepShort(connection, mover, canPause: true)
    }

    private func put(_ row: StoredRow, into table: ViewTable) throws(StoreError) {
        guard table.columnCount == row.columns.count else {
            throw .failed(
                "row \(row.number) has \(row.columns.count) columns, not what its view has"
            )
        }
        try table.write(row)
    }

    public var isTidying: Bool { log.isEnding }

    public func row(_ number: Int64, of view: Int) throws(StoreError) -> StoredRow? {
        try disposing { () throws(StoreError) in try table(view).row(number) }
    }

    public func page(
        _ query: PageQuery,
        of view: Int,
        counting: Bool
    ) throws(StoreError) -> (rows: [ShownRow], total: Int64?) {
        let table = try table(view)
        return try disposing { () throws(StoreError) in
            let rows = try queries.page(query, of: table, connection)
            guard counting else { return (rows, nil) }
            // A first page with room left has all there are.
            if query.offset <= 0, rows.count < query.limit { return (rows, Int64(rows.count)) }
            return (rows, try queries.count(query, of: table, connection))
        }
    }

    public func clear(_ view: Int) throws(StoreError) {
        let table = try table(view)
        try disposing { () throws(StoreError) in
            try transaction { () throws(StoreError) in
                try connection.execute("DELETE FROM rows_\(table.number)")
                try table.write(mark: 0)
            }
        }
    }

    /// The number of the view's table, which is made anew if the view is new or has changed.
    private func prepare(_ schema: ViewSchema) throws(StoreError) -> (number: Int64, mark: Int64) {
        let shape = Self.shape(of: schema)
        var known: (number: Int64, shape: String, mark: Int64)?
        do {
            let select = try connection.prepare(
                "SELECT number, shape, mark FROM view WHERE name = ?"
            )
            select.bind(1, schema.name)
            if try select.step() { known = (select.number(0), select.text(1), select.number(2)) }
        }
        if let known, known.shape == shape { return (known.number, known.mark) }
        let last = try connection.number("SELECT max(number) FROM view") ?? 0
        let number = known?.number ?? last + 1
        try transaction { () throws(StoreError) in
            try connection.execute("DROP TABLE IF EXISTS rows_\(number)")
            try create(schema, named: schema.name, number: number)
        }
        return (number, 0)
    }

    private static func shape(of schema: ViewSchema) -> String {
        let columns = schema.columns.map { "\($0.indexed ? "+" : "-")\($0.name)" }
        return "\(schema.fingerprint) \(columns.joined(separator: " "))"
    }

    /// Makes an empty table, and says which view's it is.
    func create(
        _ schema: ViewSchema,
        named name: String,
        number: Int64
    ) throws(StoreError) {
        try ViewTable.create(schema, number: number, in: connection)
        let insert = try connection.prepare(
            "INSERT OR REPLACE INTO view (number, name, shape, mark) VALUES (?, ?, ?, 0)"
        )
        insert.bind(1, number)
        insert.bind(2, name)
        insert.bind(3, Self.shape(of: schema))
        try insert.run()
    }

    func table(_ view: Int) throws(StoreError) -> ViewTable {
        if let table = beside[view] { return table }
        guard tables.indices.contains(view) else { throw .failed("view \(view) is not open") }
        return tables[view]
    }

    func transaction(_ work: () throws(StoreError) -> Void) throws(StoreError) {
        try begin.run()
        do {
            try work()
            try end.run(committing: true)
        } catch {
            // Why the batch was not kept is the one thing to tell, whatever comes of this.
            if connection.isInTransaction { try? undo.run() }
            for table in tables { table.forgetUncommitted() }
            for table in beside.values { table.forgetUncommitted() }
            throw error
        }
    }

    func disposing<Result>(
        _ work: () throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        do throws(StoreError) {
            return try work()
        } catch {
            if case .damaged = error { ViewFile.remove(path, on: ground) }
            throw error
        }
    }
}
