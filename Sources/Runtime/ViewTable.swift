import JSON
import Kit

/// The rows of one view, with their type put away. Touched by whoever is at the views' place.
protocol AnyViewTable: AnyObject {
    var index: Int { get }
    var serviceName: String { get }
    var isRunning: Bool { get }
    /// The position up to which facts have been taken into account.
    var mark: Int64 { get set }
    /// Shown facts as they are committed.
    var isLive: Bool { get set }
    /// Not shown anything for the moment.
    var isPaused: Bool { get set }
    /// There may be facts in the ledger that it has not seen.
    var isBehind: Bool { get set }
    /// Why it can go no further; it is not shown anything again until the process starts anew.
    var haltReason: String? { get }
    /// The store has failed it; it has gone back to what the store holds.
    var hasFailed: Bool { get set }
    /// How many rows are newer here than in the store.
    var dirt: Int { get }
    /// When its rows were last written, other than for a page, in the keeper's milliseconds.
    var lastFlush: Int64 { get set }
    /// How many rows there are.
    var count: Int64 { get }

    func open(at index: Int, head: (mark: Int64, count: Int64), store: any ViewStore) throws
    /// A table for the same rows, not opened yet.
    func another() -> any AnyViewTable
    /// Whether two rows say the same, however they are spelt.
    func isSame(_ a: StoredRow, _ b: StoredRow) -> Bool
    func halt(_ reason: String)
    /// Forgets what the store does not hold, to read on from there.
    func fallBack()
    func takeSeats(in stage: Stage)
    /// Hands over the rows that are newer here than in the store. Throws what `put` throws, and
    /// when it has halted because a row cannot be written.
    func pour(_ put: (Int, StoredRow) throws(StoreError) -> Void) throws(StoreError)
    /// All that was handed over is in the store.
    func written()
    /// Nothing of it is.
    func notWritten()
    func row(_ number: Int64, in store: any ViewStore) throws -> (shown: [UInt8], version: Int64)?
    func page(
        _ query: PageQuery,
        in store: any ViewStore
    ) throws -> (rows: [ShownRow], total: Int64)
    /// Whether a row that is newer in memory may be on the page, or may be there no longer.
    func isAffected(_ query: PageQuery) -> Bool
}

extension AnyViewTable {
    var isHalted: Bool { haltReason != nil }
    var wantsToCatchUp: Bool { isRunning && !isLive && !isHalted && (isBehind || hasFailed) }
}

/// A row in memory, with its type put away: tables find it without looking that up.
class AnyHotRow {
    final var version: Int64 = 0
    final var isDirty = false
    /// What the store has in the columns of this row.
    final var stored = StoredColumns.unknown
    /// The row as it stands, once somebody has asked for it.
    final var shown: StoredRow?

    /// Asked where it lies: there may be many such rows, and many who ask.
    final func isShown(under filter: PageQuery.Filter) -> Bool {
        shown?.columns.hold(filter) ?? true
    }

}

/// What a store is known to have in the columns of a row that is newer in memory.
enum StoredColumns {
    /// The row is not there.
    case none
    case known([ColumnValue])
    case unknown

    /// Whether a reader who looks for this may find the row there.
    func mayMatch(_ filter: PageQuery.Filter) -> Bool {
        switch self {
        case .none: false
        case .known(let columns): columns.hold(filter)
        case .unknown: true
        }
    }
}

extension [ColumnValue] {
    /// What has no such column is none of our business: it is looked at.
    func hold(_ filter: PageQuery.Filter) -> Bool {
        !indices.contains(filter.column) || self[filter.column] == filter.value
    }
}

final class HotRow<Row: View>: AnyHotRow {
    final var row: Row

    required init(_ row: Row) {
        self.row = row
        super.init()
    }
}

final class ViewTable<Row: View>: AnyViewTable {
    private let greatestHeat = 4_000
    private let isItsSubject = Row.isItsSubject
    /// A type that would have to be looked up each time it is needed.
    private let rowType = HotRow<Row>.self

    private let service: HostedService?
    private let show: @Sendable (inout Row, inout StoredRow) -> Void
    private(set) var index = 0
    /// All of them are `HotRow<Row>`: only `load` puts any in.
    private var rows = Drawers<AnyHotRow>()
    /// The numbers of those rows, in the order in which they came; the first ones may be gone.
    private var arrivals: [Int64] = []
    private var gone = 0
    private var dirty: [Int64] = []
    private(set) var count: Int64 = 0
    private var lastNumber: Int64 = 0
    /// The same as the store holds them.
    private var stored: (mark: Int64, count: Int64, lastNumber: Int64) = (0, 0, 0)
    private(set) var haltReason: String?
    var mark: Int64 = 0
    var isLive = false
    var isPaused = false
    var isBehind = true
    var hasFailed = false
    var lastFlush: Int64 = 0

    init(
        service: HostedService?,
        show: @escaping @Sendable (inout Row, inout StoredRow) -> Void
    ) {
        self.service = service
        self.show = show
    }

    var serviceName: String { service?.name ?? "" }
    var business: String { service?.business ?? "" }
    var isRunning: Bool { service?.isRunning ?? false }
    var dirt: Int { dirty.count }

    func halt(_ reason: String) {
        haltReason = reason
        isLive = false
    }

    func fallBack() {
        forget()
        (mark, count, lastNumber) = stored
        isLive = false
        hasFailed = true
    }

    func open(at index: Int, head: (mark: Int64, count: Int64), store: any ViewStore) throws {
        self.index = index
        haltReason = nil
        mark = head.mark
        count = head.count
        let last = try store.page(
            PageQuery(order: [.init(column: nil, descending: true)], limit: 1),
            of: index,
            counting: false
        )
        lastNumber = last.rows.first?.number ?? 0
        forget()
        stored = (mark, count, lastNumber)
    }

    func another() -> any AnyViewTable {
        ViewTable(service: service, show: show)
    }

    func isSame(_ a: StoredRow, _ b: StoredRow) -> Bool {
        guard a.version == b.version, a.columns == b.columns, a.shown == b.shown else {
            return false
        }
        if a.data == b.data { return true }
        // What has no order may be written in any.
        guard let first = try? MessageCoder.decode(Row.self, from: a.data),
            let second = try? MessageCoder.decode(Row.self, from: b.data)
        else { return false }
        return first == second
    }

    func takeSeats(in stage: Stage) {
        let visitor = Usher<Row>(table: self, stage: stage)
        for source in Row.sources { source.show(to: visitor) }
    }

    /// Whether a fact is new to this view, and may be shown to it.
    func wants(_ position: Int64) -> Bool { isLive && !isPaused && position > mark }

    /// Takes into account a fact that it wants.
    func look<A: Aggregate>(
        at fact: Fact<A>,
        of number: Int64,
        _ any: AnyFact,
        on stage: Stage,
        _ evolve: (inout Row, Fact<A>) -> Void
    ) {
        let hot: AnyHotRow
        if let known = rows[number] {
            hot = known
        } else {
            do { hot = try load(number, at: fact, any, from: stage, evolve) } catch {
                return fallBack()
            }
        }
        evolve(&typed(hot).row, fact)
        hot.version += 1
        hot.shown = nil
        guard !hot.isDirty else { return }
        hot.isDirty = true
        dirty.append(number)
    }

    private func typed(_ row: AnyHotRow) -> HotRow<Row> {
        unsafeDowncast(row, to: HotRow<Row>.self)
    }

    private func load<A: Aggregate>(
        _ number: Int64,
        at fact: Fact<A>,
        _ any: AnyFact,
        from stage: Stage,
        _ evolve: (inout Row, Fact<A>) -> Void
    ) throws -> AnyHotRow {
        guard let store = stage.store else { throw Failure.stopped }
        let hot = rowType.init(Row())
        if isItsSubject, fact.version > 1 {
            for earlier in try stage.past(of: fact, any) {
                evolve(&hot.row, earlier)
                hot.version += 1
            }
        } else if !isItsSubject, number <= lastNumber,
            let stored = try store.row(number, of: index)
        {
            hot.row = try MessageCoder.decode(Row.self, from: stored.data)
            hot.version = stored.version
            hot.stored = .known(stored.columns)
        } else {
            hot.stored = .none
            count += 1
            lastNumber = max(lastNumber, number)
        }
        rows.put(hot, at: number)
        arrivals.append(number)
        return hot
    }

    func pour(_ put: (Int, StoredRow) throws(StoreError) -> Void) throws(StoreError) {
        // In the order in which the store keeps them.
        dirty.sort()
        for number in dirty {
            guard let any = rows[number] else { continue }
            let hot = typed(any)
            var row = shown(hot, number)
            guard isItsSubject || write(hot, into: &row.data) else {
                // What is in memory belongs to no mark any more: what was written last counts.
                fallBack()
                halt("cannot write row \(number)")
                throw .failed("row \(number) of a view cannot be written")
            }
            hot.shown = nil
            hot.isDirty = false
            hot.stored = .known(row.columns)
            try put(index, row)
        }
    }

    /// The row where it lies: a copy would count all that it holds.
    private func write(_ hot: HotRow<Row>, into data: inout [UInt8]) -> Bool {
        (try? MessageCoder.write(&hot.row, into: &data)) != nil
    }

    /// The row without its data: it is made once for as many as ask until it changes.
    private func shown(_ hot: HotRow<Row>, _ number: Int64) -> StoredRow {
        if let shown = hot.shown { return shown }
        var row = StoredRow(number: number, version: hot.version, data: [], shown: [], columns: [])
        show(&hot.row, &row)
        hot.shown = row
        return row
    }

    func written() {
        dirty.removeAll(keepingCapacity: true)
        cool()
        stored = (mark, count, lastNumber)
    }

    func notWritten() {
        for number in dirty {
            rows[number]?.isDirty = true
            rows[number]?.stored = .unknown
        }
    }

    /// Gives up those that came first where there are too many, all of which are written by now. As
    /// many as have come since, and not all at once: readers wait meanwhile.
    private func cool() {
        while rows.count > greatestHeat, gone < arrivals.count {
            rows.remove(arrivals[gone])
            gone += 1
        }
        guard gone > greatestHeat else { return }
        arrivals.removeFirst(gone)
        gone = 0
    }

    private func forget() {
        rows.removeAll()
        dirty.removeAll()
        arrivals.removeAll()
        gone = 0
    }

    func row(
        _ number: Int64,
        in store: any ViewStore
    ) throws -> (shown: [UInt8], version: Int64)? {
        if let hot = rows[number] { return (shown(typed(hot), number).shown, hot.version) }
        guard number >= 1, number <= lastNumber,
            let stored = try store.row(number, of: index)
        else { return nil }
        return (stored.shown, stored.version)
    }

    func page(
        _ query: PageQuery,
        in store: any ViewStore
    ) throws -> (rows: [ShownRow], total: Int64) {
        if isAffected(query), let error = flush([self], in: store) {
            throw Failure.storage(error)
        }
        let page = try store.page(query, of: index, counting: !query.filters.isEmpty)
        return (page.rows, page.total ?? count)
    }

    func isAffected(_ query: PageQuery) -> Bool {
        guard !dirty.isEmpty, let filter = query.filters.first else { return !dirty.isEmpty }
        return dirty.contains { number in
            guard let hot = rows[number] else { return true }
            if hot.stored.mayMatch(filter) { return true }
            if hot.shown == nil { _ = shown(typed(hot), number) }
            return hot.isShown(under: filter)
        }
    }
}

/// Finds a table its seats, one for each kind of facts that it looks at.
private struct Usher<Row: View>: SourceVisitor {
    let table: ViewTable<Row>
    let stage: Stage

    func visit<Subject: Aggregate>(
        _ subject: Subject.Type,
        row: @escaping @Sendable (Fact<Subject>) -> Int64?,
        evolve: @escaping @Sendable (inout Row, Fact<Subject>) -> Void
    ) {
        let seat = TypedSeat(table: table, row: row, evolve: evolve)
        stage.seat(subject, in: table.business, for: table, seat)
    }
}

private final class TypedSeat<Row: View, Subject: Aggregate>: Seat {
    private let table: ViewTable<Row>
    private let row: @Sendable (Fact<Subject>) -> Int64?
    private let evolve: @Sendable (inout Row, Fact<Subject>) -> Void

    init(
        table: ViewTable<Row>,
        row: @escaping @Sendable (Fact<Subject>) -> Int64?,
        evolve: @escaping @Sendable (inout Row, Fact<Subject>) -> Void
    ) {
        self.table = table
        self.row = row
        self.evolve = evolve
    }

    override func show(_ any: AnyFact, on stage: Stage) {
        guard table.wants(any.position) else { return }
        let fact = unsafeDowncast(any, to: TypedFact<Subject>.self).fact
        guard let number = row(fact) else { return }
        table.look(at: fact, of: number, any, on: stage, evolve)
    }
}
