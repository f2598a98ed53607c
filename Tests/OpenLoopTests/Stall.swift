import Glibc
import Synchronization
import Threads

/// A time in which nothing is answered.
final class Stall: Sendable {
    private let end = Atomic<Int64>(0)

    func begin(milliseconds: Int64) {
        end.store(monotonicMilliseconds() + milliseconds, ordering: .relaxed)
    }

    /// Returns when it is over; at once when there is none.
    func wait() {
        let left = end.load(ordering: .relaxed) - monotonicMilliseconds()
        if left > 0 { poll(nil, 0, Int32(clamping: left)) }
    }
}
