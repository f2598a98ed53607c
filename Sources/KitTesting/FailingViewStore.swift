public import Runtime
import Threads

/// A store of views around another one, which fails when it is told to.
///
/// `@unchecked Sendable`: used by one thread at a time; only its faults are ordered from elsewhere.
public final class FailingViewStore: ViewStore, @unchecked Sendable {
    private struct Faults {
        var isTidying = false
        var write: StoreError?
        var row: StoreError?
        var swap: StoreError?
        var writes = 0
    }

    private let store: any ViewStore
    private let faults = Monitor(Faults())

    public init(_ store: any ViewStore) { self.store = store }

    /// What every write throws from now on; nil for none.
    public func failWrites(_ failure: StoreError?) { faults.locked { $0.write = failure } }

    /// What reading a row throws from now on; nil for none.
    public func failRows(_ failure: StoreError?) { faults.locked { $0.row = failure } }

    /// What every swap throws from now on; nil for none.
    public func failSwaps(_ failure: StoreError?) { faults.locked { $0.swap = failure } }

    /// Whether it says that what has time should wait.
    public var isTidying: Bool {
        get { faults.locked { $0.isTidying } || store.isTidying }
        set { faults.locked { $0.isTidying = newValue } }
    }

    /// How often something was written, or tried to be.
    public var writes: Int { faults.locked { $0.writes } }

    public func open(_ schemas: [ViewSchema]) throws(StoreError) -> [(mark: Int64, count: Int64)] {
        try store.open(schemas)
    }

    public func write(
        _ rows: [(view: Int, row: StoredRow)],
        marks: [(view: Int, mark: Int64)]
    ) throws(StoreError) {
        let failure = faults.locked { faults in
            faults.writes += 1
            return faults.write
        }
        if let failure { throw failure }
        try store.write(rows, marks: marks)
    }

    public func row(_ number: Int64, of view: Int) throws(StoreError) -> StoredRow? {
        if let failure = faults.locked({ $0.row }) { throw failure }
        return try store.row(number, of: view)
    }

    public func page(
        _ query: PageQuery,
        of view: Int,
        counting: Bool
    ) throws(StoreError) -> (rows: [ShownRow], total: Int64?) {
        try store.page(query, of: view, counting: counting)
    }

    public func clear(_ view: Int) throws(StoreError) { try store.clear(view) }

    public func beginBeside(_ view: Int) throws(StoreError) -> Int { try store.beginBeside(view) }

    public func swap(_ beside: Int, into view: Int) throws(StoreError) {
        if let failure = faults.locked({ $0.swap }) { throw failure }
        try store.swap(beside, into: view)
    }

    public func throwAway(_ beside: Int) throws(StoreError) { try store.throwAway(beside) }

    public func rows(
        after number: Int64,
        of view: Int,
        limit: Int
    ) throws(StoreError) -> [StoredRow] {
        try store.rows(after: number, of: view, limit: limit)
    }
}
