import Kit
import Runtime

/// Bugs that the simulation must find, planted between the process and its disk.
enum Plant: String, CaseIterable, Sendable {
    case nothing
    /// Followers begin again after each start: the inbox is skipped.
    case forgetsMarks
    /// A commit is kept when the next one comes.
    case saysYesTooEarly
    /// What others call an aggregate is not written down.
    case forgetsDirectory
    /// What waits for its time is not written down.
    case dropsTimers
    /// Answers to calls with a key are not written down.
    case forgetsReplies
    /// A snapshot says that it is one event newer than it is.
    case snapshotsRunAhead
    /// Marks of views are written, a row now and then is not.
    case losesRows

    func around(_ store: any LedgerStore) -> any LedgerStore {
        switch self {
        case .nothing, .losesRows: store
        case .saysYesTooEarly: HastyStore(store)
        default: ForgetfulStore(store, self)
        }
    }

    func around(_ store: any ViewStore) -> any ViewStore {
        self == .losesRows ? LosingViewStore(store) : store
    }
}

/// Leaves something out of every commit.
private final class ForgetfulStore: LedgerWrapper, @unchecked Sendable {
    private let plant: Plant

    init(_ store: any LedgerStore, _ plant: Plant) {
        self.plant = plant
        super.init(store)
    }

    override func commit(_ batch: WriteBatch) throws(StoreError) {
        var batch = batch
        switch plant {
        case .forgetsMarks: batch.marks = [:]
        case .forgetsDirectory: batch.directory = []
        case .dropsTimers: batch.timersSet = []
        case .forgetsReplies: batch.replies = []
        case .snapshotsRunAhead:
            for index in batch.snapshots.indices { batch.snapshots[index].version -= 1 }
        default: break
        }
        try store.commit(batch)
    }
}

/// Keeps a commit in memory until the next one comes.
private final class HastyStore: LedgerWrapper, @unchecked Sendable {
    private var waiting: WriteBatch?

    override func commit(_ batch: WriteBatch) throws(StoreError) {
        if let waiting { try store.commit(waiting) }
        waiting = batch
    }
}

/// Loses the first row of every write that has several.
private final class LosingViewStore: ViewsAround {
    private let store: any ViewStore
    var inner: any ViewStore { store }

    init(_ store: any ViewStore) { self.store = store }

    func open(_ schemas: [ViewSchema]) throws(StoreError) -> [(mark: Int64, count: Int64)] {
        try store.open(schemas)
    }

    func write(
        _ rows: [(view: Int, row: StoredRow)],
        marks: [(view: Int, mark: Int64)]
    ) throws(StoreError) {
        try store.write(rows.count > 1 ? Array(rows.dropFirst()) : rows, marks: marks)
    }

    func row(_ number: Int64, of view: Int) throws(StoreError) -> StoredRow? {
        try store.row(number, of: view)
    }

    func page(
        _ query: PageQuery,
        of view: Int,
        counting: Bool
    ) throws(StoreError) -> (rows: [ShownRow], total: Int64?) {
        try store.page(query, of: view, counting: counting)
    }

    func clear(_ view: Int) throws(StoreError) { try store.clear(view) }
}
