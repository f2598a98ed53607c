import Kit

/// One aggregate in memory, with its type put away: most of what is done with it needs no type,
/// and code that does not know a type pays for looking it up.
class AnyCell {
    let number: Int64
    /// What others call it; nil where that is its number.
    let key: Key?
    final var version: Int64 = 0
    final var snapshotVersion: Int64 = 0
    /// About how many bytes it takes.
    final var weight: Int
    final var isKnownToDirectory: Bool
    /// Changed by the batch in progress.
    final var isUnsettled = false
    /// How it stood before the command in progress, while that has changed it.
    final var earlier: AnyEarlier?

    init(number: Int64, key: Key?, weight: Int) {
        self.number = number
        self.key = key
        self.weight = weight
        isKnownToDirectory = key == nil
    }

    /// Goes back to how it stood before the command in progress.
    func goBack() {}
}

final class Cell<A: Aggregate>: AnyCell {
    let identity: A.Identity
    final var state: A

    required init(number: Int64, identity: A.Identity, state: A, key: Key?, weight: Int) {
        self.identity = identity
        self.state = state
        super.init(number: number, key: key, weight: weight)
    }

    /// Asks the state where it lies: a copy would count all that it holds.
    func decide(
        _ command: A.Command,
        at time: Instant
    ) throws(A.Refusal) -> [A.Event] {
        func ask(_ state: inout A) throws(A.Refusal) -> [A.Event] {
            try state.decide(command, at: time)
        }
        return try ask(&state)
    }

    override func goBack() {
        guard let earlier else { return }
        state = unsafeDowncast(earlier, to: Earlier<A>.self).state
        version = earlier.version
        weight = earlier.weight
        self.earlier = nil
    }
}

/// How a cell stood before.
class AnyEarlier {
    final let version: Int64
    final let weight: Int

    init(version: Int64, weight: Int) {
        self.version = version
        self.weight = weight
    }
}

final class Earlier<A: Aggregate>: AnyEarlier {
    let state: A

    required init(_ cell: Cell<A>) {
        state = cell.state
        super.init(version: cell.version, weight: cell.weight)
    }
}
