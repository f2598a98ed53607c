/// Work that is done turn by turn on one of three threads: on one that gives way to all others, on
/// one that gives way a little, or, for as long as others cannot be waited for, on one that does
/// not. A thread that has given way has no right to take that back, so there have to be several.
public final class Relay: Sendable {
    /// How the next turn is to be done.
    public enum Next: Sendable {
        case calm
        case brisk
        case hasty
        /// There is none: all threads end.
        case none
    }

    private let state: Monitor<Next>
    private let threads: [WorkerThread]

    /// Begins with a hasty turn. Nil when the system gives no threads.
    ///
    /// - Parameters:
    ///   - steps: How far the calm thread steps back, and how far the brisk one.
    ///   - turn: Does one turn, never two at once, and says how the next is to be done.
    public init?(
        stepsBack steps: (calm: Int32, brisk: Int32),
        _ turn: @escaping @Sendable () -> Next
    ) {
        let state = Monitor(Next.hasty)
        // The one that begins comes last: no turn is done where a thread is missing for the next.
        let kinds: [(Next, Int32)] = [(.calm, steps.calm), (.brisk, steps.brisk), (.hasty, 0)]
        let threads = kinds.compactMap { own, steps in
            WorkerThread(stepsBack: steps) { while Self.runs(own, state, turn) {} }
        }
        guard threads.count == kinds.count else {
            state.announcing { $0 = .none }
            for thread in threads { thread.join() }
            return nil
        }
        self.state = state
        self.threads = threads
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
        if next != own { state.announcing { $0 = next } }
        return next != .none
    }

    /// Returns when the work has ended. To be called once.
    public func join() { for thread in threads { thread.join() } }
}
