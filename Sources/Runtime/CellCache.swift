import Kit

/// The cells of one kind that are in memory. When room is needed, those go first that nobody has
/// asked for since the hand came by last (CLOCK).
struct CellCache {
    private var cells = Drawers<AnyCell>()
    /// Those that others call by a number of their own, by that.
    private var byNumber = Drawers<AnyCell>()
    private var byText: [Key: AnyCell] = [:]
    /// About how many bytes they take.
    private(set) var bytes = 0

    mutating func cell(_ number: Int64) -> AnyCell? { cells[number] }

    /// What others call by that name.
    mutating func cell(called key: Key) -> AnyCell? {
        let cell =
            switch key {
            case .number(let number): byNumber[number]
            case .text: byText[key]
            }
        // Asked for by its number as well, it counts as used.
        return cell.flatMap { cells[$0.number] }
    }

    mutating func keep(_ cell: AnyCell) {
        guard cells.put(cell, at: cell.number) == nil else { return }
        bytes += cell.weight
        guard let key = cell.key else { return }
        if case .number(let number) = key {
            byNumber.put(cell, at: number)
        } else {
            byText[key] = cell
        }
    }

    /// To be told when a cell has become heavier, or lighter.
    mutating func weigh(_ change: Int) { bytes += change }

    mutating func remove(_ cell: AnyCell) {
        cells.remove(cell.number)
        forget(cell)
    }

    mutating func removeAll() { self = CellCache() }

    /// Gives up cells until about so many bytes are free, or none is left but those that were used
    /// since the last time. Returns how many really are free.
    mutating func evict(bytes wanted: Int) -> Int {
        var gone: [AnyCell] = []
        var freed = 0
        cells.sweep(
            whileNotEnough: { freed < wanted },
            giveUp: { cell in
                guard !cell.isUnsettled else { return false }
                freed += cell.weight
                gone.append(cell)
                return true
            }
        )
        for cell in gone { forget(cell) }
        return freed
    }

    private mutating func forget(_ cell: AnyCell) {
        bytes -= cell.weight
        guard let key = cell.key else { return }
        if case .number(let number) = key {
            byNumber.remove(number)
        } else {
            byText[key] = nil
        }
    }
}
