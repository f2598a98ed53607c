import Kit

/// The thread of the views at work.
final class ViewKeeper {
    struct Work {
        let facts: [AnyFact]
        let readers: [ViewHall.Reader]
        let hasLostSome: Bool
        let ledgerHead: Int64?
        let isStopping: Bool
    }

    /// How many facts a view that is behind reads at a time.
    private static let stretch = 2_000
    /// How many changed rows stay in memory before they are written.
    private static let greatestDirt = 4_000
    private static let flushMilliseconds: Int64 = 500
    private static let patienceMilliseconds: Int64 = 5_000

    private struct Patient {
        let reader: ViewHall.Reader
        let since: Int64
    }

    private let tables: [any AnyViewTable]
    private let store: any ViewStore
    private let registry: Registry
    private let openReader: @Sendable () throws -> any FactReader
    private var factReader: (any FactReader)?
    private let hall: Stage
    private var patients: [Patient] = []
    private var lastFlush: Int64 = 0
    private let figures: LedgerFigures

    init(
        tables: [any AnyViewTable],
        store: any ViewStore,
        registry: Registry,
        reader: @escaping @Sendable () throws -> any FactReader,
        figures: LedgerFigures
    ) {
        self.figures = figures
        self.tables = tables
        self.store = store
        self.registry = registry
        openReader = reader
        hall = Stage(tables, registry)
    }

    func run(_ next: (Int64) -> Work) {
        var isWorking = true
        while isWorking {
            let work = next(patience())
            if work.hasLostSome { for table in tables { table.isLive = false } }
            if let head = work.ledgerHead { beginAgain(behind: head) }
            show(work.facts)
            catchUp()
            serve(work.readers, isStopping: work.isStopping)
            flushIfNeeded(atOnce: work.isStopping)
            if work.isStopping, work.facts.isEmpty { isWorking = false }
        }
    }

    /// A view that has seen more than the ledger has was made from another one.
    private func beginAgain(behind head: Int64) {
        for table in tables where table.mark > head {
            do {
                try store.clear(table.index)
                try table.open(at: table.index, head: (mark: 0, count: 0), store: store)
            } catch {
                halt(table, error)
            }
        }
    }

    private func halt(_ table: any AnyViewTable, _ error: any Error) {
        table.halt("\(error)")
        figures.report("view \(table.index) cannot go on: \(error)")
    }

    private func patience() -> Int64 {
        if tables.contains(where: \.wantsToCatchUp) {
            return tables.contains(where: \.hasFailed) ? 200 : 0
        }
        if !patients.isEmpty { return 20 }
        return dirt > 0 ? Self.flushMilliseconds : 60_000
    }

    private var dirt: Int { tables.reduce(0) { $0 + $1.dirt } }

    private func show(_ facts: [AnyFact]) {
        guard let first = facts.first, let last = facts.last else { return }
        for table in tables {
            table.isBehind = true
            // A view that has seen everything before these facts is shown them directly.
            table.isLive =
                table.isRunning && !table.isHalted && !table.hasFailed
                && table.mark >= first.stored.position - 1
        }
        hall.store = store
        for fact in facts { fact.show(to: hall) }
        for table in tables where table.isLive {
            table.mark = max(table.mark, last.stored.position)
        }
    }

    private func catchUp() {
        let behind = tables.filter(\.wantsToCatchUp)
        guard let mark = behind.map(\.mark).min() else { return }
        let abreast = behind.filter { $0.mark == mark }
        do {
            let reader = try factReader ?? openReader()
            factReader = reader
            let facts = try reader.facts(after: mark, limit: Self.stretch)
            let ends = behind.map(\.mark).filter { $0 > mark }.min() ?? Int64.max
            for table in abreast {
                table.isLive = true
                table.hasFailed = false
            }
            for table in tables where !abreast.contains(where: { $0 === table }) {
                table.isPaused = true
            }
            defer { for table in tables { table.isPaused = false } }
            hall.store = store
            for stored in facts where stored.position <= ends {
                guard let kind = registry.kind(numbered: stored.stream.kind) else { continue }
                try understood(stored, kind, reader).show(to: hall)
            }
            let reached = min(ends, facts.last?.position ?? mark)
            for table in abreast where !table.hasFailed {
                table.mark = reached
                table.isLive = false
                table.isBehind = !facts.isEmpty
            }
        } catch let error as StoreError {
            // The store may come back: what is only in memory is built again from its marks.
            for table in abreast { table.fallBack() }
            if case .damaged = error { for table in abreast { halt(table, error) } }
        } catch {
            // Nothing is skipped: a view that cannot understand a fact stops before it.
            for table in abreast { halt(table, error) }
        }
    }

    private func understood(
        _ stored: StoredFact,
        _ kind: AnyKind,
        _ reader: any FactReader
    ) throws -> AnyFact {
        try kind.understand(stored) { stream in
            guard let key = try reader.key(of: stream) else {
                throw Failure.unreadable("stream \(stream.packed)")
            }
            return key
        }
    }

    private func serve(_ readers: [ViewHall.Reader], isStopping: Bool) {
        let now = monotonicMilliseconds()
        let all = patients + readers.map { Patient(reader: $0, since: now) }
        patients = []
        for patient in all {
            let reader = patient.reader
            guard reader.view >= 0, reader.view < tables.count else {
                reader.read(.failure(Failure.unknownKind("view")))
                continue
            }
            let table = tables[reader.view]
            if !table.isRunning {
                reader.read(.failure(Failure.unreachable(service: table.serviceName)))
            } else if table.mark >= reader.position {
                reader.read(.success(ViewDesk(table: table, store: store)))
            } else if isStopping || now - patient.since > Self.patienceMilliseconds {
                reader.read(.failure(Failure.overloaded))
            } else {
                patients.append(patient)
            }
        }
    }

    private func flushIfNeeded(atOnce: Bool) {
        let dirt = dirt
        guard dirt > 0 else { return }
        let now = monotonicMilliseconds()
        guard atOnce || dirt > Self.greatestDirt || now - lastFlush >= Self.flushMilliseconds
        else { return }
        lastFlush = now
        flush(tables, in: store)
    }
}

/// Writes what has changed, with the marks that belong to it, in one transaction.
/// What could not be written stays in memory and is written with the next flush.
@discardableResult
func flush(_ tables: [any AnyViewTable], in store: any ViewStore) -> StoreError? {
    var rows: [(view: Int, row: StoredRow)] = []
    for table in tables { table.collect(into: &rows) }
    let marks = tables.filter { $0.isRunning }.map { (view: $0.index, mark: $0.mark) }
    do { try store.write(rows, marks: marks) } catch { return error }
    for table in tables { table.written() }
    return nil
}

/// Where facts are shown to the rows that look at them.
class Stage {
    private var audiences: [ObjectIdentifier: AnyAudience] = [:]
    var store: (any ViewStore)?

    class AnyAudience {}

    final class Audience<A: Aggregate>: AnyAudience {
        var seats: [(Fact<A>, any ViewStore) -> Void] = []
    }

    private let registry: Registry

    init(_ tables: [any AnyViewTable], _ registry: Registry) {
        self.registry = registry
        for table in tables { table.takeSeats(in: self) }
    }

    func seat<A: Aggregate>(
        _ type: A.Type,
        in business: String,
        _ look: @escaping (Fact<A>, any ViewStore) -> Void
    ) {
        guard let kind = try? registry.kind(type, in: business) else { return }
        let audience = audiences[ObjectIdentifier(kind)] as? Audience<A> ?? Audience<A>()
        audience.seats.append(look)
        audiences[ObjectIdentifier(kind)] = audience
    }

    func show<A: Aggregate>(_ fact: Fact<A>, of kind: Kind<A>) {
        guard let store, let audience = audiences[ObjectIdentifier(kind)] as? Audience<A> else {
            return
        }
        for look in audience.seats { look(fact, store) }
    }
}
