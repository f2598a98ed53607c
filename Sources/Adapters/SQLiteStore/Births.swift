import Runtime

/// Which streams of one segment are beyond all others of their kind when they begin. The rule is
/// in one place, as a check of the ledger follows it, too.
struct Births {
    enum Birth {
        /// Its kind has come further already, or it did not begin here.
        case none
        /// The first of its kind in this segment.
        case first
        /// One more behind the first.
        case more
    }

    private var kinds: [Int32] = []

    /// - Parameter last: The greatest number of the kind that has been born.
    mutating func birth(of stream: StreamID, after last: Int64) -> Birth {
        guard stream.number > last else { return .none }
        if kinds.contains(stream.kind) { return .more }
        kinds.append(stream.kind)
        return .first
    }
}
