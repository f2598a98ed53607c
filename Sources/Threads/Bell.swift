/// Wakes the one thread that waits for it. A ring that nobody hears is kept for who comes next.
public final class Bell: Sendable {
    private let isRung = Monitor(false)

    public init() {}

    public func ring() {
        isRung.signalling { isRung in
            isRung = true
            return true
        }
    }

    /// Returns when the bell has rung, or at that moment of ``monotonicMilliseconds()``.
    public func wait(until end: Int64) {
        isRung.waiting(until: end, for: { $0 }, then: { $0 = false })
    }
}
