import CLinux
import Glibc
import Synchronization
import Threads

/// The thread that lets connections in, while there is a place for them, and deals them out to the
/// event loops.
final class Acceptor: Sendable {
    private let listener: CInt
    private let loops: [EventLoop]
    private let places: Places
    private let isOver = Atomic<Bool>(false)
    private let thread = Monitor<WorkerThread?>(nil)

    init(listener: CInt, loops: [EventLoop], places: Places) {
        self.listener = listener
        self.loops = loops
        self.places = places
    }

    /// False when there is no thread to be had.
    func start() -> Bool {
        guard let thread = WorkerThread({ [self] in run() }) else { return false }
        self.thread.locked { $0 = thread }
        return true
    }

    /// Returns when nobody is let in any more.
    func stop() {
        isOver.store(true, ordering: .sequentiallyConsistent)
        // Wakes a thread that waits for a connection, and refuses those that come from now on.
        shutdown(listener, CInt(SHUT_RDWR))
        places.stopWaiting()
        let thread = thread.locked { thread in
            defer { thread = nil }
            return thread
        }
        thread?.join()
    }

    private func run() {
        var count = 0
        while waitForPlace() {
            let descriptor = cepoll_accept(listener)
            if descriptor >= 0 {
                places.take()
                loops[count % loops.count].welcome(descriptor)
                count &+= 1
            } else if ![EINTR, ECONNABORTED, EINVAL].contains(errno) {
                // Out of descriptors or memory, most likely: somebody must go first.
                places.wait(milliseconds: 100)
            }
        }
    }

    /// False when it is over.
    private func waitForPlace() -> Bool {
        while !isOver.load(ordering: .sequentiallyConsistent) {
            if places.areLeft { return true }
            places.wait(milliseconds: 1_000)
        }
        return false
    }
}
