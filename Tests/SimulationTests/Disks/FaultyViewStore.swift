import Kit
import Runtime

/// A store of views that fails, and dies, as the faults say.
///
/// `@unchecked Sendable`: used by one thread at a time, as every store is.
final class FaultyViewStore: ViewsAround, @unchecked Sendable {
    private let store: any ViewStore
    var inner: any ViewStore { store }
    private let faults: Faults
    private let trace: Trace
    private let reached: Reached

    init(_ store: any ViewStore, _ faults: Faults, _ trace: Trace, _ reached: Reached) {
        self.store = store
        self.faults = faults
        self.trace = trace
        self.reached = reached
    }

    func open(_ schemas: [ViewSchema]) throws(StoreError) -> [(mark: Int64, count: Int64)] {
        try faults.readViews()
        let heads = try store.open(schemas)
        trace.note("views at \(heads.map { "\($0.mark)/\($0.count)" })")
        return heads
    }

    func write(
        _ rows: [(view: Int, row: StoredRow)],
        marks: [(view: Int, mark: Int64)]
    ) throws(StoreError) {
        var fate = faults.viewFate
        faults.viewFate = .kept
        // A store of views has no word for "nobody knows": then nothing was written.
        if fate == .unsyncedButKept || fate == .unsyncedAndLost { fate = .failed }
        trace.note(
            "rows \(fate.rawValue) \(rows.map { "\($0.view)/\($0.row.number)@\($0.row.version)" }) "
                + "marks \(marks.map(\.mark))"
        )
        switch fate {
        case .full, .failed: reached.sometimes(.viewWriteFailed)
        case .crashBefore, .crashAfter: reached.sometimes(.crashInFlush)
        case .kept, .unsyncedButKept, .unsyncedAndLost: break
        }
        try faults.meet(fate) { () throws(StoreError) in try store.write(rows, marks: marks) }
    }

    func row(_ number: Int64, of view: Int) throws(StoreError) -> StoredRow? {
        try faults.readViews()
        return try store.row(number, of: view)
    }

    func page(
        _ query: PageQuery,
        of view: Int,
        counting: Bool
    ) throws(StoreError) -> (rows: [ShownRow], total: Int64?) {
        try faults.readViews()
        return try store.page(query, of: view, counting: counting)
    }

    func clear(_ view: Int) throws(StoreError) {
        try faults.readViews()
        try store.clear(view)
    }
}

/// Eyes of the views on the ledger, which fail as the ledger's reads do.
final class FaultyReader: FactReader {
    private let reader: any FactReader
    private let faults: Faults
    private let reached: Reached

    init(_ reader: any FactReader, _ faults: Faults, _ reached: Reached) {
        self.reader = reader
        self.faults = faults
        self.reached = reached
    }

    func facts(after position: Int64, limit: Int) throws(StoreError) -> [StoredFact] {
        try faults.readLedger()
        let facts = try reader.facts(after: position, limit: limit)
        if !facts.isEmpty {
            reached.sometimes(position == 0 ? .viewBegunAnew : .viewCaughtUp)
        }
        return facts
    }

    func facts(of stream: StreamID, upTo version: Int64) throws(StoreError) -> [StoredFact] {
        try faults.readLedger()
        return try reader.facts(of: stream, upTo: version)
    }

    func key(of stream: StreamID) throws(StoreError) -> Key? {
        try faults.readLedger()
        return try reader.key(of: stream)
    }

    func kindNames() throws(StoreError) -> [Int32: String] { try reader.kindNames() }
}
