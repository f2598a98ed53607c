/// Whether much is read of the views lately.
struct ReadingRate {
    /// So many readers a second are many.
    private static let many = 200
    private static let second: Int64 = 1_000

    private var began: Int64 = .min / 2
    private var (before, soFar) = (0, 0)

    /// - Parameter now: Milliseconds of a clock that never jumps.
    mutating func note(_ readers: Int, at now: Int64) {
        turn(now)
        soFar += readers
    }

    /// Whoever has read a moment ago is thought not to be the last.
    mutating func isHigh(at now: Int64) -> Bool {
        turn(now)
        return max(before, soFar) >= Self.many
    }

    private mutating func turn(_ now: Int64) {
        let past = now - began
        guard past >= Self.second else { return }
        before = past < 2 * Self.second ? soFar : 0
        (began, soFar) = (now, 0)
    }
}
