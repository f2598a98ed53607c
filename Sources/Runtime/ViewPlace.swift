import Glibc
import Synchronization
import Threads

/// Where the views are worked at, by one thread at a time.
///
/// Mostly that is the thread of the views. A reader who finds nobody there reads what is there
/// already without waking anyone: to wake a thread and be woken again takes longer than to read.
final class ViewPlace: Sendable {
    /// Another reader is out again in no time; whoever is still there may be the one who asks.
    private static let tries = 64

    private let keeper = Monitor<ViewKeeper?>(nil)
    /// Whether the thread of the views is here or waits to come in: it stays for longer than
    /// readers do, and goes before them.
    private let isTaken = Atomic<Bool>(false)

    func open(_ new: ViewKeeper) { keeper.locked { $0 = new } }

    /// Nobody reads here from now on.
    func close() { keeper.locked { $0 = nil } }

    /// The turn of the thread of the views. Nil when the place is closed.
    func turn<Result>(_ work: (ViewKeeper) -> Result) -> Result? {
        isTaken.store(true, ordering: .relaxed)
        defer { isTaken.store(false, ordering: .relaxed) }
        return keeper.locked { $0.map(work) }
    }

    /// Serves a reader on their own thread. False when they have to wait: for somebody who is here,
    /// for facts that cannot be shown now, or for rows that have to be written first.
    ///
    /// - Parameter facts: Takes those that were committed and not shown yet. They are shown now
    ///   where the reader has heard of them.
    func serve(
        _ reader: ViewHall.Reader,
        looking look: ViewHall.Look,
        facts: () -> [AnyFact]
    ) -> Bool {
        var followUp: ViewHall.FollowUp?
        for _ in 0..<Self.tries {
            guard !isTaken.load(ordering: .relaxed) else { return false }
            let isServed = keeper.lockedIfFree { keeper in
                keeper?.serveAtOnce(reader, looking: look, facts: facts, &followUp) ?? false
            }
            if let isServed {
                followUp?()
                return isServed
            }
            sched_yield()
        }
        return false
    }
}
