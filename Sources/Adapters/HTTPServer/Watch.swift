import Synchronization
import Threads

/// The thread that looks after the time of all connections.
final class Watch: Sendable {
    private let clients: Clients
    private let isOver = Atomic<Bool>(false)
    private let bell = Bell()
    private let thread = Monitor<WorkerThread?>(nil)

    init(_ clients: Clients) { self.clients = clients }

    /// False when there is no thread to be had.
    func start() -> Bool {
        guard let thread = WorkerThread({ [self] in keep() }) else { return false }
        self.thread.locked { $0 = thread }
        return true
    }

    /// Returns when the thread has ended.
    func stop() {
        isOver.store(true, ordering: .relaxed)
        bell.ring()
        let thread = thread.locked { thread in
            defer { thread = nil }
            return thread
        }
        thread?.join()
    }

    private func keep() {
        while !isOver.load(ordering: .relaxed) {
            let pause: Int64 = clients.tick() ? 100 : 10
            bell.wait(until: monotonicMilliseconds() &+ pause)
        }
    }
}
