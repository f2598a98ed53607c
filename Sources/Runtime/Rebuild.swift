import Kit

/// The rows of one view being made again beside the live ones. Touched by the thread of the views
/// alone, when it is at their place.
final class Rebuild {
    /// How many rows are compared at a time.
    static let stretch = 1_000
    static let differencesTold = 10

    let order: RebuildOrder
    let live: any AnyViewTable
    let shadow: any AnyViewTable
    /// The number of the last row that was compared.
    private var reached: Int64 = 0
    private var isCompared = false
    private var compared: Int64 = 0
    private var differing: Int64 = 0
    private var differences: [RebuildOrder.Difference] = []

    init(_ order: RebuildOrder, live: any AnyViewTable, shadow: any AnyViewTable) {
        self.order = order
        self.live = live
        self.shadow = shadow
    }

    /// Whether rows of both can be compared, or put one in place of the other: they have seen the
    /// same facts. A live view that has stopped waits for nothing.
    var isAbreast: Bool {
        guard !shadow.isHalted, !shadow.hasFailed else { return false }
        if live.isHalted { return !shadow.wantsToCatchUp }
        return !live.hasFailed && shadow.mark == live.mark
    }

    /// Whether there is more to do at once.
    var isBusy: Bool { isAbreast || shadow.isHalted || order.isCancelled }

    /// Compares the next rows, all of which are in the store. True when none are left.
    func compare(in store: any ViewStore) throws(StoreError) -> Bool {
        if live.isHalted || isCompared { return true }
        let old = try store.rows(after: reached, of: live.index, limit: Self.stretch)
        let new = try store.rows(after: reached, of: shadow.index, limit: Self.stretch)
        // Behind the last row of a full stretch, nobody knows what is missing.
        let ends = [old, new].filter { $0.count == Self.stretch }.compactMap { $0.last?.number }
        let end = ends.min() ?? Int64.max
        var (oldRows, newRows) = (old[...], new[...])
        while let number = [oldRows.first, newRows.first].compactMap({ $0?.number }).min(),
            number <= end
        {
            compared += 1
            compare(
                number,
                oldRows.first?.number == number ? oldRows.removeFirst() : nil,
                newRows.first?.number == number ? newRows.removeFirst() : nil
            )
        }
        reached = end
        isCompared = ends.isEmpty
        order.note { $0.compared = compared }
        return isCompared
    }

    private func compare(_ number: Int64, _ old: StoredRow?, _ new: StoredRow?) {
        if let old, let new, shadow.isSame(old, new) { return }
        differing += 1
        guard differences.count < Self.differencesTold else { return }
        differences.append(
            RebuildOrder.Difference(row: number, live: old?.shown, rebuilt: new?.shown)
        )
    }

    /// Puts the new rows in place of the old ones, in one step.
    func swap(in store: any ViewStore) throws {
        let incomparable = live.haltReason
        try store.swap(shadow.index, into: live.index)
        let head = (mark: shadow.mark, count: shadow.count)
        do { try live.open(at: live.index, head: head, store: store) } catch {
            // What it has in memory is of the old rows.
            live.halt("cannot read what was built again: \(error)")
            throw error
        }
        order.end(
            .success(
                RebuildOrder.Outcome(
                    position: head.mark,
                    rows: head.count,
                    incomparable: incomparable,
                    differing: differing,
                    differences: differences
                )
            )
        )
    }
}
