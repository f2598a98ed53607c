import Glibc

/// A thread of our own, for work that may block.
///
/// `@unchecked Sendable`: the handle is written once, before anyone else can see it.
public final class WorkerThread: @unchecked Sendable {
    private final class Box {
        let body: @Sendable () -> Void
        let givesWay: Bool

        init(_ body: @escaping @Sendable () -> Void, givesWay: Bool) {
            self.body = body
            self.givesWay = givesWay
        }
    }

    /// How much nicer than others a thread is that gives way.
    private static let niceness: Int32 = 3

    private let handle: pthread_t

    /// Nil when the system gives no thread.
    ///
    /// - Parameter givesWay: Whether the other threads of the process come first where there are
    ///   not enough processors for all: for work of which there may be more than can be done.
    public init?(givesWay: Bool = false, _ body: @escaping @Sendable () -> Void) {
        var handle = pthread_t()
        let box = Unmanaged.passRetained(Box(body, givesWay: givesWay))
        let code = pthread_create(&handle, nil, runWorker, box.toOpaque())
        guard code == 0 else {
            box.release()
            return nil
        }
        self.handle = handle
    }

    /// Returns when the work has ended. To be called once.
    public func join() { pthread_join(handle, nil) }

    fileprivate static func run(_ argument: UnsafeMutableRawPointer) {
        let box = Unmanaged<Box>.fromOpaque(argument).takeRetainedValue()
        if box.givesWay {
            // To Linux, 0 is the thread that asks, and each thread has a niceness of its own.
            let own = getpriority(Int32(PRIO_PROCESS.rawValue), 0)
            setpriority(Int32(PRIO_PROCESS.rawValue), 0, own + niceness)
        }
        box.body()
    }
}

private func runWorker(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let argument { WorkerThread.run(argument) }
    return nil
}
