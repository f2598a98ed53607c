import Runtime

/// A store of views around another one: rows that are made anew beside go straight to that.
protocol ViewsAround: ViewStore {
    var inner: any ViewStore { get }
}

extension ViewsAround {
    func beginBeside(_ view: Int) throws(StoreError) -> Int { try inner.beginBeside(view) }

    func swap(_ beside: Int, into view: Int) throws(StoreError) {
        try inner.swap(beside, into: view)
    }

    func throwAway(_ beside: Int) throws(StoreError) { try inner.throwAway(beside) }

    func rows(
        after number: Int64,
        of view: Int,
        limit: Int
    ) throws(StoreError) -> [StoredRow] {
        try inner.rows(after: number, of: view, limit: limit)
    }
}
