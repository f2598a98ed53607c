import InMemory
import KitTesting
import Runtime

/// What is left of a process when it ends: where ledger and views are kept.
protocol Disk: AnyObject, Sendable {
    /// A store as a process finds it that has just begun.
    func ledgerStore() throws -> any LedgerStore
    func viewStore() throws -> any ViewStore
    /// Eyes of its own on what is durable.
    func reader() throws -> any FactReader
    /// The process ends without a word. Returns whether something that was not synced is lost.
    func endProcess(isPowerCut: Bool, _ chance: inout Seed) throws -> Bool
}

/// `@unchecked Sendable`: used by one thread at a time.
final class MemoryDisk: Disk, @unchecked Sendable {
    private let ledger = InMemoryLedgerStore()
    private var views = UnsyncedViewStore([])

    func ledgerStore() -> any LedgerStore { ledger }

    func viewStore() -> any ViewStore { views }

    func reader() throws -> any FactReader { try ledger.reader() }

    func endProcess(isPowerCut: Bool, _ chance: inout Seed) throws -> Bool {
        let all = views.writes.count
        // What was synced last time stays; the store syncs when it likes.
        let kept = isPowerCut ? views.synced + chance.below(all - views.synced + 1) : all
        views = UnsyncedViewStore(Array(views.writes.prefix(kept)))
        return kept < all
    }
}

/// A store of views that knows in which order it was written, so that a power cut can take the
/// latest writes away.
final class UnsyncedViewStore: ViewsAround {
    enum Write {
        case open([ViewSchema])
        case rows([(view: Int, row: StoredRow)], [(view: Int, mark: Int64)])
        case clear(Int)
    }

    private let store = InMemoryViewStore()
    var inner: any ViewStore { store }
    private(set) var writes: [Write] = []
    /// How many of the writes a power cut cannot take away.
    let synced: Int

    init(_ earlier: [Write]) {
        synced = earlier.count
        for write in earlier { try? perform(write) }
    }

    private func perform(_ write: Write) throws(StoreError) {
        switch write {
        case .open(let schemas): _ = try store.open(schemas)
        case .rows(let rows, let marks): try store.write(rows, marks: marks)
        case .clear(let view): try store.clear(view)
        }
        writes.append(write)
    }

    func open(_ schemas: [ViewSchema]) throws(StoreError) -> [(mark: Int64, count: Int64)] {
        try perform(.open(schemas))
        return try store.open(schemas)
    }

    func write(
        _ rows: [(view: Int, row: StoredRow)],
        marks: [(view: Int, mark: Int64)]
    ) throws(StoreError) { try perform(.rows(rows, marks)) }

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

    func clear(_ view: Int) throws(StoreError) { try perform(.clear(view)) }
}
