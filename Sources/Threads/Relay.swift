/// Work that is done turn by turn on one of two threads: on one that gives way to all others, or,
/// for as long as others cannot be waited for, on one that gives way less. A thread that has given
/// way has no right to take that back, so there have to be two.
public final class Relay: Sendable {
    /// How the next turn is to be done.
    public enum Next: Sendable {
        case calm
        case hasty
        /// There is none: both threads end.
        case none
    }

    private let state = Monitor(Next.hasty)
    private let threads: [WorkerThread]

    /// Begins with a hasty turn. Nil when the system gives no threads.
    ///
    /// - Parameters:
    ///   - steps: How far the calm thread steps back, and how far the hasty one.
    ///   - turn: Does one turn, never two at once, and says how the next is to be done.
    public init?(
        stepsBack steps: (calm: Int32, hasty: Int32),
        _ turn: @escaping @Sendable () -> Next
    ) {
        let state = state
        func runner(_ own: Next) -> @Sendable () -> Void {
            { while Self.runs(own, state, turn) {} }
        }
        guard let hasty = WorkerThread(stepsBack: steps.hasty, runner(.hasty)) else { return nil }
        guard let calm = WorkerThread(stepsBack: steps.calm, runner(.calm)) else {
            state.signalling {
                $0 = .none
                return true
            }
            hasty.join()
            return nil
        }
        threads = [hasty, calm]
    }

    /// Waits for a turn of its own and does it. False when it is over.
    private static func runs(
        _ own: Next,
        _ state: Monitor<Next>,
        _ turn: () -> Next
    ) -> Bool {
        let isOurs = state.waiting(for: { $0 == own || $0 == .none }, then: { $0 == own })
        guard isOurs else { return false }
        let next = turn()
        if next != own {
            state.signalling {
                $0 = next
                return true
            }
        }
        return next != .none
    }

    /// Returns when the work has ended. To be called once.
    public func join() { for thread in threads { thread.join() } }
}
