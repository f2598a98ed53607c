import Runtime
import Synchronization
import Threads

/// Whoever moves pages out of a log while others are written.
protocol PageMover {
    /// Asks for it. It is done later, and followed by ``Log/hasMoved()``.
    func wake()
}

/// The write-ahead log of a database, and when its pages are moved out of it.
final class Log: Sendable {
    private struct State {
        var failure: StoreError?
        var waits = 0
        var helps = 0
        var pagesUntilWaiting: Int
        /// How many pages there were when somebody else was last asked to move some.
        var pagesWhenAsked = 0
        /// How many pages of the log have been moved.
        var moved = 0
        /// Somebody else is about to move the last of them.
        var isEnding = false
    }

    private let length = Atomic<Int>(0)
    private let state: Monitor<State>
    private let pagesUntilMoved: Int
    /// Somebody else moves pages while more are written, but never all of them. When only so few
    /// are left, the rest is moved before more are written, and the log begins anew.
    private let pagesLeftToWriter: Int
    /// The same when the log has grown so long, however many are left.
    private let pagesUntilHelped: Int
    /// Readers that overlap can keep the log from beginning anew. So many pages on they are waited
    /// for, but only for a moment: one that stays, such as a backup, lets the log grow meanwhile.
    private let pagesBetweenWaits: Int

    /// - Parameters:
    ///   - pagesUntilMoved: Few mean that nobody else waits long for the disk meanwhile, many that
    ///     pages that change often are moved less often.
    ///   - pagesUntilHelped: Sixteen times as many where nothing else is said. The larger it is,
    ///     the more is left to who writes, too, and the rarer are readers waited for.
    init(pagesUntilMoved: Int, pagesUntilHelped: Int? = nil) {
        let pagesUntilHelped = pagesUntilHelped ?? pagesUntilMoved * 16
        self.pagesUntilMoved = pagesUntilMoved
        self.pagesUntilHelped = pagesUntilHelped
        pagesLeftToWriter = pagesUntilHelped / 64
        pagesBetweenWaits = pagesUntilHelped * 4
        state = Monitor(State(pagesUntilWaiting: pagesBetweenWaits))
    }

    /// How many pages it had after the last commit.
    var pages: Int {
        get { length.load(ordering: .relaxed) }
        set { length.store(newValue, ordering: .relaxed) }
    }

    /// Why pages could not be moved the last time; nil when they could.
    var failure: StoreError? { state.locked { $0.failure } }

    /// How often readers were waited for in vain.
    var waits: Int { state.locked { $0.waits } }

    /// How often who writes has moved pages.
    var helps: Int { state.locked { $0.helps } }

    /// Whether somebody else moves what little is left of it, which is in vain if more is written
    /// before that has ended.
    var isEnding: Bool { state.locked { $0.isEnding } }

    /// The other one has done what it was asked for.
    func hasMoved() { state.locked { $0.isEnding = false } }

    /// To be called after a commit, which stays good whether or not this succeeds: pages that
    /// cannot be moved now stay in the log, and are moved another time.
    ///
    /// - Parameter canPause: Whether who writes looks at ``isEnding`` and waits then, so that the
    ///   other one can move the last pages, too.
    func keepShort(
        _ connection: borrowing Connection,
        _ mover: (any PageMover)? = nil,
        canPause: Bool = false
    ) {
        let pages = pages
        let isNearlyMoved = state.locked { state in
            // Fewer than were moved: the log has begun anew.
            if pages < state.moved { state.moved = 0 }
            return state.moved > 0 && pages - state.moved <= pagesLeftToWriter
        }
        guard pages >= pagesUntilMoved else { return }
        if let mover {
            if isTimeToAsk(pages) { mover.wake() }
            if isNearlyMoved, canPause, pages < pagesUntilHelped {
                state.locked { $0.isEnding = true }
                return mover.wake()
            }
            guard isNearlyMoved || pages >= pagesUntilHelped else { return }
        }
        let isPatient = state.locked { state in
            if pages < pagesBetweenWaits { state.pagesUntilWaiting = pagesBetweenWaits }
            return pages >= state.pagesUntilWaiting
        }
        let isMoved = move(connection, waiting: isPatient)
        // What the writer has moved is no reason to move more with the next commit: a reader may
        // keep the log from beginning anew.
        state.locked { state in
            state.moved = 0
            state.helps += 1
        }
        guard isPatient else { return }
        state.locked { state in
            if isMoved {
                state.pagesUntilWaiting = pagesBetweenWaits
            } else if state.failure == nil {
                state.waits += 1
                state.pagesUntilWaiting = pages + pagesBetweenWaits
            }
        }
    }

    /// Not for every commit: pages that change often are moved once for many of them.
    private func isTimeToAsk(_ pages: Int) -> Bool {
        state.locked { state in
            // Fewer than then: the log has begun anew.
            if pages < state.pagesWhenAsked { state.pagesWhenAsked = 0 }
            guard pages - state.pagesWhenAsked >= pagesUntilMoved * 4 else { return false }
            state.pagesWhenAsked = pages
            return true
        }
    }

    /// To be called by whoever moves pages while more are written.
    func moveBeside(_ connection: borrowing Connection) {
        move(connection, waiting: false, isBeside: true)
    }

    /// False when a reader was in the way, or nothing could be moved.
    @discardableResult
    private func move(
        _ connection: borrowing Connection,
        waiting: Bool,
        isBeside: Bool = false
    ) -> Bool {
        do throws(StoreError) {
            let moved = try connection.checkpoint(waiting: waiting)
            // SQLite syncs the database with the last page of a log only. Who writes moves that as
            // soon as it hears how little is left, and would wait for all that were moved before.
            if isBeside, let moved, moved < pages { try connection.syncDatabase() }
            state.locked { state in
                state.failure = nil
                state.moved = moved ?? state.moved
            }
            return moved != nil
        } catch {
            state.locked { $0.failure = error }
            return false
        }
    }
}
