import Kit

/// The cells of one kind that are in memory. When room is needed, those go first that nobody has
/// asked for since the hand came by last (CLOCK).
struct CellCache {
    private var cells: [Number: AnyCell] = [:]
    private var numbers: [Key: Int64] = [:]
    private var ring: [AnyCell] = []
    private var hand = 0
    /// About how many bytes they take.
    private(set) var bytes = 0

    func cell(_ number: Int64) -> AnyCell? {
        guard let cell = cells[Number(number)] else { return nil }
        cell.wasUsed = true
        return cell
    }

    func number(of key: Key) -> Int64? { numbers[key] }

    mutating func keep(_ cell: AnyCell) {
        guard cells.updateValue(cell, forKey: Number(cell.number)) == nil else { return }
        if let key = cell.key { numbers[key] = cell.number }
        ring.append(cell)
        bytes += cell.weight
    }

    /// To be told when a cell has become heavier, or lighter.
    mutating func weigh(_ change: Int) { bytes += change }

    /// Takes a cell out that came last, or nearly so.
    mutating func remove(_ cell: AnyCell) {
        drop(cell)
        if let place = ring.lastIndex(where: { $0 === cell }) { ring.remove(at: place) }
    }

    mutating func removeAll() { self = CellCache() }

    /// Gives up cells until about so many bytes are free. Returns how many really are.
    ///
    /// - Parameter weight: The least that one cell weighs.
    mutating func evict(bytes wanted: Int, weight: Int) -> Int {
        var freed = 0
        // No cell twice, so that one that is asked for in every batch is not given up between two;
        // and not all in one batch.
        var looks = min(ring.count, 1_000 + 4 * wanted / max(weight, 1))
        while freed < wanted, looks > 0, !ring.isEmpty {
            looks -= 1
            if hand >= ring.count { hand = 0 }
            let cell = ring[hand]
            if cell.wasUsed || cell.isUnsettled {
                cell.wasUsed = false
                hand += 1
                continue
            }
            freed += cell.weight
            drop(cell)
            ring.swapAt(hand, ring.count - 1)
            ring.removeLast()
        }
        return freed
    }

    private mutating func drop(_ cell: AnyCell) {
        bytes -= cell.weight
        cells[Number(cell.number)] = nil
        if let key = cell.key { numbers[key] = nil }
    }
}
