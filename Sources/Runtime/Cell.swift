import Kit

/// One aggregate in memory.
final class Cell<A: Aggregate> {
    let number: Int64
    let identity: A.Identity
    var state: A
    var version: Int64
    var snapshotVersion: Int64
    /// About how many bytes it takes.
    var weight: Int
    /// How it stood before the command in progress.
    var before: (state: A, version: Int64, weight: Int)?
    var isKnownToDirectory: Bool
    var wasUsed = true
    /// Changed by the batch in progress.
    var isUnsettled = false

    init(
        number: Int64,
        identity: A.Identity,
        state: A,
        version: Int64,
        snapshotVersion: Int64,
        weight: Int,
        isKnownToDirectory: Bool
    ) {
        self.number = number
        self.identity = identity
        self.state = state
        self.version = version
        self.snapshotVersion = snapshotVersion
        self.weight = weight
        self.isKnownToDirectory = isKnownToDirectory
    }
}
