import Glibc
import Synchronization

/// The thread that looks after the time of all connections.
final class Watch: Sendable {
    private let clients: Clients
    private let isOver = Atomic<Bool>(false)
    private let bell = Bell()
    private let thread = Mutex<pthread_t?>(nil)

    init(_ clients: Clients) { self.clients = clients }

    /// False when there is no thread to be had.
    func start() -> Bool {
        var thread = pthread_t()
        let watch = Unmanaged.passRetained(self)
        guard pthread_create(&thread, nil, keepWatch, watch.toOpaque()) == 0 else {
            watch.release()
            return false
        }
        self.thread.withLock { [thread] in $0 = thread }
        return true
    }

    /// Returns when the thread has ended.
    func stop() {
        isOver.store(true, ordering: .relaxed)
        bell.ring()
        let thread = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        if let thread { pthread_join(thread, nil) }
    }

    fileprivate func keep() {
        while !isOver.load(ordering: .relaxed) {
            clients.tick()
            bell.wait(until: monotonicMilliseconds() &+ 100)
        }
    }
}

private func keepWatch(_ watch: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let watch else { return nil }
    Unmanaged<Watch>.fromOpaque(watch).takeRetainedValue().keep()
    return nil
}
