import Runtime
import Synchronization
import Threads

/// The write-ahead log of a database, and when its pages are moved out of it.
final class Log: Sendable {
    private let length = Atomic<Int>(0)
    private let lastFailure = Mutex<StoreError?>(nil)
    private let pagesUntilMoved: Int
    /// Somebody else moves pages while they are written, but never all of them: from here on the
    /// rest is moved before more are written, so that the log can begin anew.
    private static let pagesUntilHelped = 8_000
    /// Readers that overlap can keep the log from beginning anew; from here on they are waited for.
    private static let pagesUntilWaiting = 32_000

    /// - Parameter pagesUntilMoved: Few mean that no commit waits long for it, many that pages that
    ///   change often are moved less often.
    init(pagesUntilMoved: Int) { self.pagesUntilMoved = pagesUntilMoved }

    /// How many pages it had after the last commit.
    var pages: Int {
        get { length.load(ordering: .relaxed) }
        set { length.store(newValue, ordering: .relaxed) }
    }

    /// Why pages could not be moved the last time; nil when they could.
    var failure: StoreError? { lastFailure.withLock { $0 } }

    /// To be called after a commit, which stays good whether or not this succeeds: pages that
    /// cannot be moved now stay in the log, and are moved another time.
    func keepShort(_ connection: borrowing Connection, _ mover: LogMover? = nil) {
        let pages = pages
        guard pages >= pagesUntilMoved else { return }
        if let mover {
            mover.wake()
            guard pages >= Self.pagesUntilHelped else { return }
        }
        move(connection, waiting: pages >= Self.pagesUntilWaiting)
    }

    func move(_ connection: borrowing Connection, waiting: Bool) {
        var failure: StoreError?
        do throws(StoreError) { try connection.checkpoint(waiting: waiting) } catch {
            failure = error
        }
        lastFailure.withLock { $0 = failure }
    }
}

/// Moves pages out of a log on a thread and over a connection of its own.
final class LogMover: Sendable {
    private struct Wish {
        var isWanted = false
        var isStopping = false
    }

    private let wish = Monitor(Wish())
    private let thread = Mutex<WorkerThread?>(nil)

    /// Where nothing can be moved this way, pages wait until the one who writes moves them.
    init(path: String, _ log: Log) {
        let worker = WorkerThread { [wish] in
            guard let connection = try? Connection(path: path, .writing) else { return }
            while Self.next(wish) { log.move(connection, waiting: false) }
        }
        thread.withLock { $0 = worker }
    }

    func wake() {
        wish.signalling {
            $0.isWanted = true
            return true
        }
    }

    func stop() {
        wish.signalling {
            $0.isStopping = true
            return true
        }
        let worker = thread.withLock { thread in
            let worker = thread
            thread = nil
            return worker
        }
        worker?.join()
    }

    private static func next(_ wish: Monitor<Wish>) -> Bool {
        wish.waiting(
            for: { $0.isWanted || $0.isStopping },
            then: { wish in
                wish.isWanted = false
                return !wish.isStopping
            }
        )
    }
}
