public import Kit
public import Runtime
import Threads

/// A clock that shows what it is told to show, and stands still in between.
public final class SettableClock: Clock {
    private let moment: Monitor<Instant>

    public init(at moment: Instant = Instant(milliseconds: 1_800_000_000_000)) {
        self.moment = Monitor(moment)
    }

    public func now() -> Instant { moment.locked { $0 } }

    public func set(to moment: Instant) { self.moment.locked { $0 = moment } }

    /// Jumps; backwards where the span is negative.
    public func advance(milliseconds: Int64) {
        moment.locked { $0 = Instant(milliseconds: $0.milliseconds + milliseconds) }
    }

    public func advance(seconds: Int) { moment.locked { $0 = $0.adding(seconds: seconds) } }
}
