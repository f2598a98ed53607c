import Kit
import Runtime

/// A time of day that jumps as it is told, and a count of milliseconds that never does.
///
/// `@unchecked Sendable`: used by one thread at a time.
final class SimulatedClock: Clock, @unchecked Sendable {
    /// Friday, 15 January 2027, 8:00 UTC.
    static let start: Int64 = 1_800_000_000_000

    private var moment = start
    private(set) var uptime: Int64 = 0
    /// The latest moment that it has ever shown.
    private(set) var latest = start

    func now() -> Instant { Instant(milliseconds: moment) }

    func pass(milliseconds: Int64) {
        jump(milliseconds: milliseconds)
        uptime += milliseconds
    }

    /// Backwards where the span is negative.
    func jump(milliseconds: Int64) {
        moment += milliseconds
        latest = max(latest, moment)
    }

    /// Time runs on until then; it has come already where that is in the past.
    func run(to instant: Instant) {
        pass(milliseconds: max(0, instant.milliseconds - moment))
    }
}
