/// Whether much of something has come lately.
struct Rate {
    private static let second: Int64 = 1_000

    /// So many a second are much.
    let many: Int

    private var began: Int64 = .min / 2
    private var (before, soFar) = (0, 0)

    init(many: Int) { self.many = many }

    /// - Parameter now: Milliseconds of a clock that never jumps.
    mutating func note(_ count: Int, at now: Int64) {
        turn(now)
        soFar += count
    }

    /// What has come a moment ago is thought not to be the last.
    mutating func isHigh(at now: Int64) -> Bool {
        turn(now)
        return max(before, soFar) >= many
    }

    private mutating func turn(_ now: Int64) {
        let past = now - began
        guard past >= Self.second else { return }
        before = past < 2 * Self.second ? soFar : 0
        (began, soFar) = (now, 0)
    }
}
