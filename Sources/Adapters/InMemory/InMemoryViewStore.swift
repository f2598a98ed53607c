public import Runtime
import Threads

/// Keeps views in memory, for as long as the process lives.
public final class InMemoryViewStore: ViewStore {
    private struct State {
        var views: [ViewContents] = []
        /// Views that were not named when the store was opened the last time.
        var others: [String: ViewContents] = [:]
        /// Those that are made anew, by what stands for their index.
        var beside: [Int: ViewContents] = [:]
        var nextBeside = 1 << 20

        func view(_ index: Int) throws(StoreError) -> ViewContents {
            if let rows = beside[index] { return rows }
            guard views.indices.contains(index) else { throw .failed("view \(index) is not open") }
            return views[index]
        }

        mutating func change(_ index: Int, _ change: (inout ViewContents) -> Void) {
            if var rows = beside.removeValue(forKey: index) {
                change(&rows)
                beside[index] = rows
            } else if views.indices.contains(index) {
                change(&views[index])
            }
        }
    }

    private let state = Monitor(State())

    public init() {}

    public func open(_ schemas: [ViewSchema]) throws(StoreError) -> [(mark: Int64, count: Int64)] {
        state.locked { state in
            state.beside = [:]
            for view in state.views { state.others[view.schema.name] = view }
            state.views = schemas.map { schema in
                let known = state.others.removeValue(forKey: schema.name)
                return known?.schema == schema
                    ? known ?? ViewContents(schema) : ViewContents(schema)
            }
            return state.views.map { ($0.mark, Int64($0.count)) }
        }
    }

    public func write(
        _ rows: [(view: Int, row: StoredRow)],
        marks: [(view: Int, mark: Int64)]
    ) throws(StoreError) {
        try state.locked { state throws(StoreError) in
            for (view, row) in rows {
                guard try state.view(view).schema.columns.count == row.columns.count else {
                    throw .failed("row \(row.number) has not the columns that its view has")
                }
            }
            for (view, _) in marks { _ = try state.view(view) }
            for (view, row) in rows { state.change(view) { $0.put(row) } }
            for (view, mark) in marks { state.change(view) { $0.mark = mark } }
        }
    }

    public func row(_ number: Int64, of view: Int) throws(StoreError) -> StoredRow? {
        try state.locked { state throws(StoreError) in try state.view(view).row(number) }
    }

    public func page(
        _ query: PageQuery,
        of view: Int,
        counting: Bool
    ) throws(StoreError) -> (rows: [ShownRow], total: Int64?) {
        try state.locked { state throws(StoreError) in
            let contents = try state.view(view)
            let columns = query.filters.map(\.column) + query.order.compactMap(\.column)
            if let wrong = columns.first(where: { !contents.schema.columns.indices.contains($0) }) {
                throw .failed("the view has no column \(wrong)")
            }
            let (rows, total) = contents.page(query)
            let shown = rows.map { ShownRow(number: $0.number, shown: $0.shown) }
            return (shown, counting ? total : nil)
        }
    }

    public func clear(_ view: Int) throws(StoreError) {
        try state.locked { state throws(StoreError) in
            state.views[view] = ViewContents(try state.view(view).schema)
        }
    }

    public func beginBeside(_ view: Int) throws(StoreError) -> Int {
        try state.locked { state throws(StoreError) in
            state.nextBeside += 1
            state.beside[state.nextBeside] = ViewContents(try state.view(view).schema)
            return state.nextBeside
        }
    }

    public func swap(_ beside: Int, into view: Int) throws(StoreError) {
        try state.locked { state throws(StoreError) in
            guard state.views.indices.contains(view), let rows = state.beside[beside] else {
                throw .failed("nothing is beside view \(view)")
            }
            state.views[view] = rows
            state.beside[beside] = nil
        }
    }

    public func throwAway(_ beside: Int) throws(StoreError) {
        state.locked { $0.beside[beside] = nil }
    }

    public func rows(
        after number: Int64,
        of view: Int,
        limit: Int
    ) throws(StoreError) -> [StoredRow] {
        try state.locked { state throws(StoreError) in
            try state.view(view).rows(after: number, limit: limit)
        }
    }
}
