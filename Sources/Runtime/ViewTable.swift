import JSON
import Kit

/// The rows of one view, with their type put away. Touched by the thread of the views alone.
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

    func open(at index: Int, head: (mark: Int64, count: Int64), store: any ViewStore) throws
    func halt(_ reason: String)
    /// Forgets what the store does not hold, to read on from there.
    func fallBack()
    func takeSeats(in stage: Stage)
    func collect(into rows: inout [(view: Int, row: StoredRow)])
    func written()
    func row(_ number: Int64, in store: any ViewStore) throws -> (shown: [UInt8], version: Int64)?
    func page(
        _ query: PageQuery,
        in store: any ViewStore
    ) throws -> (rows: [(number: Int64, shown: [UInt8])], total: Int64)
}

extension AnyViewTable {
    var isHalted: Bool { haltReason != nil }
    var wantsToCatchUp: Bool { isRunning && !isLive && !isHalted && (isBehind || hasFailed) }
}

final class ViewTable<Row: View>: AnyViewTable {
    private struct Hot {
        var row: Row
        var version: Int64
        var isDirty: Bool
    }

    private static var greatestHeat: Int { 20_000 }

    private let service: HostedService?
    private let shown: @Sendable (Row, Int64, inout [UInt8]) -> Void
    private let columns: @Sendable (Row, Int64) -> [ColumnValue]
    private(set) var index = 0
    private var rows: [Int64: Hot] = [:]
    private var dirty: [Int64] = []
    private var count: Int64 = 0
    private var lastNumber: Int64 = 0
    /// The same as the store holds them.
    private var stored: (mark: Int64, count: Int64, lastNumber: Int64) = (0, 0, 0)
    private(set) var haltReason: String?
    var mark: Int64 = 0
    var isLive = false
    var isPaused = false
    var isBehind = true
    var hasFailed = false

    init(
        service: HostedService?,
        shown: @escaping @Sendable (Row, Int64, inout [UInt8]) -> Void,
        columns: @escaping @Sendable (Row, Int64) -> [ColumnValue]
    ) {
        self.service = service
        self.shown = shown
        self.columns = columns
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
        rows.removeAll()
        dirty.removeAll()
        (mark, count, lastNumber) = stored
        isLive = false
        hasFailed = true
    }

    func open(at index: Int, head: (mark: Int64, count: Int64), store: any ViewStore) throws {
        self.index = index
        mark = head.mark
        count = head.count
        let last = try store.page(
            PageQuery(order: [.init(column: nil, descending: true)], limit: 1),
            of: index,
            counting: false
        )
        lastNumber = last.rows.first?.number ?? 0
        rows.removeAll()
        dirty.removeAll()
        stored = (mark, count, lastNumber)
    }

    func takeSeats(in stage: Stage) {
        let visitor = Usher<Row>(table: self, stage: stage)
        for source in Row.sources { source.show(to: visitor) }
    }

    func look<A: Aggregate>(
        at fact: Fact<A>,
        of number: Int64?,
        in store: any ViewStore,
        _ evolve: (inout Row, Fact<A>) -> Void
    ) {
        guard isLive, !isPaused, fact.id.position > mark, let number else { return }
        do {
            if rows[number] == nil { rows[number] = try load(number, from: store) }
        } catch {
            return fallBack()
        }
        let isNewDirt: Bool? = mutate(number) { hot in
            let wasClean = !hot.isDirty
            evolve(&hot.row, fact)
            hot.version += 1
            hot.isDirty = true
            return wasClean
        }
        if isNewDirt == true { dirty.append(number) }
    }

    /// In place, without a copy of the row.
    private func mutate<Result>(_ number: Int64, _ body: (inout Hot) -> Result) -> Result? {
        guard let place = rows.index(forKey: number) else { return nil }
        return body(&rows.values[place])
    }

    private func load(_ number: Int64, from store: any ViewStore) throws -> Hot {
        if number <= lastNumber, let stored = try store.row(number, of: index) {
            let row = try MessageCoder.decode(Row.self, from: stored.data)
            return Hot(row: row, version: stored.version, isDirty: false)
        }
        count += 1
        lastNumber = max(lastNumber, number)
        return Hot(row: Row(), version: 0, isDirty: false)
    }

    func collect(into all: inout [(view: Int, row: StoredRow)]) {
        for number in dirty {
            guard let hot = rows[number] else { continue }
            var data: [UInt8] = []
            guard (try? MessageCoder.encode(hot.row, into: &data)) != nil else {
                // What is in memory belongs to no mark any more: what was written last counts.
                all.removeAll { $0.view == index }
                fallBack()
                halt("cannot write row \(number)")
                return
            }
            all.append(
                (
                    index,
                    StoredRow(
                        number: number,
                        version: hot.version,
                        data: data,
                        shown: look(hot.row, number),
                        columns: columns(hot.row, number)
                    )
                )
            )
        }
    }

    private func look(_ row: Row, _ number: Int64) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(320)
        shown(row, number, &bytes)
        return bytes
    }

    func written() {
        if rows.count > Self.greatestHeat {
            rows.removeAll(keepingCapacity: true)
        } else {
            for number in dirty { _ = mutate(number) { $0.isDirty = false } }
        }
        dirty.removeAll(keepingCapacity: true)
        stored = (mark, count, lastNumber)
    }

    func row(
        _ number: Int64,
        in store: any ViewStore
    ) throws -> (shown: [UInt8], version: Int64)? {
        if let hot = rows[number] { return (look(hot.row, number), hot.version) }
        guard number >= 1, number <= lastNumber,
            let stored = try store.row(number, of: index)
        else { return nil }
        return (stored.shown, stored.version)
    }

    func page(
        _ query: PageQuery,
        in store: any ViewStore
    ) throws -> (rows: [(number: Int64, shown: [UInt8])], total: Int64) {
        if !dirty.isEmpty, let error = flush([self], in: store) { throw Failure.storage(error) }
        let page = try store.page(query, of: index, counting: !query.filters.isEmpty)
        return (page.rows.map { ($0.number, $0.shown) }, page.total ?? count)
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
        stage.seat(subject, in: table.business, for: table) { [unowned table] fact, store in
            table.look(at: fact, of: row(fact), in: store, evolve)
        }
    }
}
