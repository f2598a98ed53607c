import Glibc
import Synchronization
import Threads

/// The thread that lets connections in, while there is a place for them.
///
/// The C library could do this itself, but cannot be told to stop without risk: its threads and
/// the one that tells them both take the listening socket out of the same set, and whoever comes
/// second ends the process.
final class Acceptor: Sendable {
    private let listener: CInt
    private let daemon: Daemon
    private let core: Core
    private let isOver = Atomic<Bool>(false)
    private let thread = Monitor<WorkerThread?>(nil)

    init(listener: CInt, daemon: Daemon, core: Core) {
        self.listener = listener
        self.daemon = daemon
        self.core = core
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
        core.clients.placeIsFree.ring()
        let thread = thread.locked { thread in
            defer { thread = nil }
            return thread
        }
        thread?.join()
    }

    private func run() {
        while waitForPlace() {
            var address = sockaddr_storage()
            var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
            withUnsafeMutableBytes(of: &address) { bytes in
                guard let base = bytes.baseAddress else { return }
                let generic = base.assumingMemoryBound(to: sockaddr.self)
                let descriptor = accept(listener, generic, &size)
                if descriptor >= 0 {
                    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                    core.clients.places.add(1, ordering: .sequentiallyConsistent)
                    if !daemon.add(descriptor, generic, size) { core.clients.leavePlace() }
                } else if ![EINTR, ECONNABORTED, EINVAL].contains(errno) {
                    // Out of descriptors or memory, most likely: somebody must go first.
                    core.clients.placeIsFree.wait(until: monotonicMilliseconds() &+ 100)
                }
            }
        }
    }

    /// False when it is over.
    private func waitForPlace() -> Bool {
        while !isOver.load(ordering: .sequentiallyConsistent) {
            let taken = core.clients.places.load(ordering: .sequentiallyConsistent)
            if taken < max(core.limits.connections, 1) { return true }
            core.clients.placeIsFree.wait(until: monotonicMilliseconds() &+ 1_000)
        }
        return false
    }
}
