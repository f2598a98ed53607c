import Runtime
import Threads

/// Moves pages out of a log on a thread and over a connection of its own.
final class LogMover: PageMover, Sendable {
    private struct Wish {
        var isWanted = false
        var isStopping = false
    }

    private let wish = Monitor(Wish())
    private let thread = Monitor<WorkerThread?>(nil)

    /// Where nothing can be moved this way, pages wait until the one who writes moves them.
    init(path: String, on ground: Ground, _ log: Log) {
        let worker = WorkerThread { [wish] in
            defer { log.hasMoved() }
            guard let connection = try? Self.open(path, on: ground) else { return }
            while Self.next(wish) {
                log.moveBeside(connection)
                log.hasMoved()
            }
        }
        thread.locked { $0 = worker }
    }

    /// A connection that has read nothing does not know yet that there is a log.
    private static func open(
        _ path: String,
        on ground: Ground
    ) throws(StoreError) -> Connection {
        let connection = try Connection(path: path, .writing, on: ground)
        _ = try connection.number("SELECT count(*) FROM sqlite_schema")
        return connection
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
        let worker = thread.locked { thread in
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
