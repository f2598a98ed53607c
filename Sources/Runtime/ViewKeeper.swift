import Kit
import Threads

/// The thread of the views at work.
final class ViewKeeper {
    struct Work {
        let facts: [AnyFact]
        let readers: [ViewHall.Reader]
        let orders: [RebuildOrder]
        let hasLostSome: Bool
        let ledgerHead: Int64?
        let isStopping: Bool
    }

    /// How many facts a view that is behind reads at a time.
    private static let stretch = 2_000
    /// The same for one that is built again beside the live ones.
    private static let longStretch = 4_000
    /// How many changed rows stay in memory before they are written, at full speed: with fewer the
    /// same rows are written more often, and views do not keep up with the ledger.
    private static let greatestDirt = 4_000
    /// The same when there is time: readers wait for as long as rows are written.
    private static let greatestDirtWithTime = 1_000
    /// The same while many read: few rows at a time cost more.
    private static let greatestDirtForReaders = 64
    private static let greatestDirtBeside = 12_000
    private static let flushMilliseconds: Int64 = 500
    private static let patienceMilliseconds: Int64 = 5_000
    /// How long to wait for a ledger that is not open yet, or cannot be read now.
    private static let pauseMilliseconds: Int64 = 20

    private struct Patient {
        let reader: ViewHall.Reader
        let since: Int64
    }

    let tables: [any AnyViewTable]
    let store: any ViewStore
    var rebuilds: [Rebuild] = []
    private let registry: Registry
    private let openReader: @Sendable () throws -> any FactReader
    private var factReader: (any FactReader)?
    private var hall: Stage
    private let uptime: @Sendable () -> Int64
    /// The position of the last fact that is durable.
    private let durable: @Sendable () -> Int64
    private var patients: [Patient] = []
    private var followUps: [ViewHall.FollowUp] = []
    private let figures: LedgerFigures
    var reported: Set<Int> = []
    private let lags: [Lag]
    /// Whether many read, and whether the ledger is at full speed.
    private var reading = Rate(many: 200)
    private var showing = Rate(many: 20_000)
    /// Whether the ledger could not be read the last time.
    private var hasFailed = false

    init(
        tables: [any AnyViewTable],
        store: any ViewStore,
        registry: Registry,
        reader: @escaping @Sendable () throws -> any FactReader,
        figures: LedgerFigures,
        uptime: @escaping @Sendable () -> Int64,
        durable: @escaping @Sendable () -> Int64,
        lags: [Lag]
    ) {
        self.tables = tables
        self.figures = figures
        self.store = store
        self.registry = registry
        openReader = reader
        hall = Stage(tables, registry)
        self.uptime = uptime
        self.durable = durable
        self.lags = lags
        hall.reader = { [unowned self] in try opened() }
    }

    /// Those that readers see, then those that are built beside them.
    var everyone: [any AnyViewTable] {
        rebuilds.isEmpty ? tables : tables + rebuilds.map(\.shadow)
    }

    /// To be called when others than before are built beside.
    func restage() {
        hall = Stage(everyone, registry)
        hall.reader = { [unowned self] in try opened() }
    }

    /// Does all that there is to do. False when it is over.
    func work(on work: Work) -> Bool {
        if work.hasLostSome {
            for table in everyone {
                table.isLive = false
                table.isBehind = true
            }
        }
        if let head = work.ledgerHead { beginAgain(behind: head) }
        begin(work.orders)
        showing.note(work.facts.count, at: uptime())
        show(work.facts)
        catchUp()
        serve(work.readers, isStopping: work.isStopping)
        flushIfNeeded(atOnce: work.isStopping)
        rebuildOn(isStopping: work.isStopping)
        reportHalts()
        showLag()
        return !(work.isStopping && work.facts.isEmpty)
    }

    /// A view that has seen more than the ledger has was made from another one. The others read on,
    /// even if they have found nothing so far: nobody may have said yet what is durable.
    private func beginAgain(behind head: Int64) {
        for table in tables where table.mark < head { table.isBehind = true }
        for table in tables where table.mark > head {
            do {
                try store.clear(table.index)
                try table.open(at: table.index, head: (mark: 0, count: 0), store: store)
            } catch {
                table.halt("cannot begin again: \(error)")
            }
        }
    }

    private func opened() throws -> any FactReader {
        let reader = try factReader ?? openReader()
        factReader = reader
        return reader
    }

    func patience() -> Int64 {
        if !registry.isOpen || hasFailed { return Self.pauseMilliseconds }
        let everyone = everyone
        if everyone.contains(where: \.wantsToCatchUp) {
            return everyone.contains(where: \.hasFailed) ? Self.pauseMilliseconds : 0
        }
        if rebuilds.contains(where: \.isBusy) { return 0 }
        if !rebuilds.isEmpty || !patients.isEmpty { return Self.pauseMilliseconds }
        guard dirt > 0 else { return 60_000 }
        if store.isTidying { return Self.pauseMilliseconds }
        return overdue(at: uptime()) == nil ? Self.flushMilliseconds : 0
    }

    /// Hasty when the ledger needs nothing of what would be left to it, or readers wait for what is
    /// done here; brisk when a view has lost sight of the ledger.
    func pace() -> Relay.Next {
        let now = uptime()
        if !showing.isHigh(at: now) || reading.isHigh(at: now) { return .hasty }
        return tables.contains(where: \.wantsToCatchUp) ? .brisk : .calm
    }

    var dirt: Int { everyone.reduce(0) { $0 + $1.dirt } }

    private func show(_ facts: [AnyFact]) {
        guard let first = facts.first, let last = facts.last else { return }
        let isGapless = Self.isGapless(facts)
        let everyone = everyone
        for table in everyone {
            table.isBehind = true
            // A view that has seen everything before these facts is shown them directly.
            table.isLive =
                isGapless && table.isRunning && !table.isHalted && !table.hasFailed
                && table.mark >= first.position - 1
        }
        guard isGapless else { return }
        for (table, lag) in zip(tables, lags) where table.isLive {
            lag.note(mark: table.mark, waitingSince: first.time)
        }
        hall.store = store
        for place in facts.indices { hall.show(facts[place]) }
        for table in everyone where table.isLive {
            table.mark = max(table.mark, last.position)
        }
    }

    /// What came twice, not at all or in another order is read from the ledger instead.
    private static func isGapless(_ facts: [AnyFact]) -> Bool {
        var next = facts.first?.position ?? 0
        for fact in facts {
            guard fact.position == next else { return false }
            next += 1
        }
        return true
    }

    private func catchUp() {
        // Those that readers see come first.
        let ours = tables.filter(\.wantsToCatchUp)
        let behind = ours.isEmpty ? rebuilds.map(\.shadow).filter(\.wantsToCatchUp) : ours
        let stretch = ours.isEmpty ? Self.longStretch : Self.stretch
        guard registry.isOpen, let mark = behind.map(\.mark).min() else {
            hasFailed = false
            return
        }
        let abreast = behind.filter { $0.mark == mark }
        let ends = behind.map(\.mark).filter { $0 > mark }.min() ?? Int64.max
        let reader: any FactReader
        let facts: [StoredFact]
        do {
            reader = try opened()
            // What is written already but not durable yet is nothing to be shown.
            let durable = durable()
            facts = try reader.facts(after: mark, limit: stretch)
                .filter { $0.position <= durable }
            hasFailed = false
        } catch {
            hasFailed = true
            return
        }
        let everyone = everyone
        for table in everyone {
            let isMeant = abreast.contains { $0 === table }
            if isMeant { (table.isLive, table.hasFailed) = (true, false) }
            table.isPaused = !isMeant
        }
        hall.store = store
        var reached = min(ends, facts.last?.position ?? mark)
        for stored in facts where stored.position <= ends {
            guard show(stored, to: abreast, reader) else {
                reached = stored.position - 1
                hasFailed = true
                break
            }
        }
        for table in everyone { table.isPaused = false }
        for table in abreast where !table.hasFailed {
            if !table.isHalted { table.mark = reached }
            table.isLive = false
            table.isBehind = !facts.isEmpty
        }
    }

    /// Nothing is skipped: a view that looks at what cannot be understood stops before it.
    /// False when the ledger did not say what must be known: that may pass.
    private func show(
        _ stored: StoredFact,
        to abreast: [any AnyViewTable],
        _ reader: any FactReader
    ) -> Bool {
        guard let kind = registry.kind(numbered: stored.stream.kind) else { return true }
        let looking = hall.tables(lookingAt: kind).filter { table in
            !table.isHalted && !table.hasFailed && abreast.contains { $0 === table }
        }
        guard !looking.isEmpty else { return true }
        do {
            hall.show(try understood(stored, kind, reader))
        } catch StoreError.full, StoreError.failed, StoreError.conflict {
            return false
        } catch {
            for table in looking {
                table.mark = stored.position - 1
                table.halt("cannot understand fact \(stored.position): \(error)")
            }
        }
        return true
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
        let now = uptime()
        reading.note(readers.count, at: now)
        let all = patients + readers.map { Patient(reader: $0, since: now) }
        patients = []
        for patient in all {
            let reader = patient.reader
            guard reader.view >= 0, reader.view < tables.count else {
                answer(reader, .failure(Failure.unknownKind("view")))
                continue
            }
            let table = tables[reader.view]
            if !table.isRunning {
                answer(reader, .failure(Failure.unreachable(service: table.serviceName)))
            } else if let reason = table.haltReason {
                answer(reader, .failure(Failure.unreadable(reason)))
            } else if table.mark >= reader.position {
                answer(reader, .success(ViewDesk(table: table, store: store)))
            } else if isStopping || now - patient.since > Self.patienceMilliseconds {
                answer(reader, .failure(Failure.overloaded))
            } else {
                patients.append(patient)
            }
        }
    }

    /// Serves one who comes between two turns. False when they have to wait for the next.
    func serveAtOnce(
        _ reader: ViewHall.Reader,
        looking look: ViewHall.Look,
        facts: () -> [AnyFact],
        _ followUp: inout ViewHall.FollowUp?
    ) -> Bool {
        guard tables.indices.contains(reader.view) else { return false }
        let table = tables[reader.view]
        if table.mark < reader.position { show(facts()) }
        guard table.isRunning, !table.isHalted, table.mark >= reader.position else { return false }
        if case .page(let query) = look, table.isAffected(query) { return false }
        reading.note(1, at: uptime())
        followUp = reader.read(.success(ViewDesk(table: table, store: store)))
        return true
    }

    /// What the readers of the last turn do now.
    func takeFollowUps() -> [ViewHall.FollowUp] {
        defer { followUps.removeAll() }
        return followUps
    }

    private func answer(_ reader: ViewHall.Reader, _ result: Result<ViewDesk, any Error>) {
        if let followUp = reader.read(result) { followUps.append(followUp) }
    }

    private func reportHalts() {
        for (index, table) in tables.enumerated() {
            guard let reason = table.haltReason, reported.insert(index).inserted else { continue }
            figures.report("view \(index + 1) of \(table.serviceName) \(reason)")
        }
    }

    private func flushIfNeeded(atOnce: Bool) {
        let dirt = dirt
        guard dirt > 0 else { return }
        let now = uptime()
        let room = rebuilds.isEmpty ? Self.greatestDirt : Self.greatestDirtBeside
        let hasTime = rebuilds.isEmpty && !showing.isHigh(at: now)
        let unread = hasTime ? Self.greatestDirtWithTime : room
        let areManyReading = reading.isHigh(at: now)
        let greatest = areManyReading ? Self.greatestDirtForReaders : unread
        let overdue = overdue(at: now)
        guard atOnce || dirt > greatest || overdue != nil else { return }
        // Only as long as there is room for more.
        guard atOnce || dirt > room || !store.isTidying else { return }
        var written = everyone
        // A view a turn: those who wait are let in between.
        if areManyReading, !atOnce, let one = overdue ?? dirtiest { written = [one] }
        for table in written { table.lastFlush = now }
        flush(written, in: store)
    }

    /// A view that has waited long enough for its rows to be written.
    private func overdue(at now: Int64) -> (any AnyViewTable)? {
        everyone.lazy.filter { $0.dirt > 0 && now - $0.lastFlush >= Self.flushMilliseconds }
            .min { $0.lastFlush < $1.lastFlush }
    }

    private var dirtiest: (any AnyViewTable)? { everyone.max { $0.dirt < $1.dirt } }

    /// Tells everyone how far the views have come.
    private func showLag() {
        guard registry.isOpen else { return }
        for (table, lag) in zip(tables, lags) {
            if table.isLive || !table.isBehind {
                lag.note(mark: table.mark, waitingSince: nil)
            } else {
                lag.note(mark: table.mark) {
                    try? opened().facts(after: table.mark, limit: 1).first?.time
                }
            }
        }
    }
}

/// Writes what has changed, with the marks that belong to it, in one transaction.
/// What could not be written stays in memory and is written with the next flush.
@discardableResult
func flush(_ tables: [any AnyViewTable], in store: any ViewStore) -> StoreError? {
    // A row at a time is made, written and let go while it is in the caches.
    var halted = tables.count(where: \.isHalted)
    while true {
        do throws(StoreError) {
            try store.write(
                pouring: { put throws(StoreError) in
                    for table in tables { try table.pour(put) }
                },
                marks: { tables.filter(\.isRunning).map { ($0.index, $0.mark) } }
            )
            for table in tables { table.written() }
            return nil
        } catch {
            for table in tables { table.notWritten() }
            // One that cannot say what its rows are keeps none of the others from being written.
            let before = halted
            halted = tables.count(where: \.isHalted)
            guard halted > before else { return error }
        }
    }
}
