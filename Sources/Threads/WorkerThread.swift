import Glibc

/// A thread of our own, for work that may block.
///
/// `@unchecked Sendable`: the handle is written once, before anyone else can see it.
public final class WorkerThread: @unchecked Sendable {
    private final class Box {
        let body: @Sendable () -> Void
        let name: StaticString?
        let steps: Int32

        init(_ body: @escaping @Sendable () -> Void, name: StaticString?, steps: Int32) {
            self.body = body
            self.name = name
            self.steps = steps
        }
    }

    private let handle: pthread_t

    /// Nil when the system gives no thread.
    ///
    /// - Parameters:
    ///   - name: What it is called where the threads of a process are shown, in 15 bytes.
    ///   - steps: How much nicer it is than others where there are not enough processors for all, a
    ///     fifth less of them for each step: for work of which there may be more than can be done,
    ///     and for what has time.
    public init?(
        name: StaticString? = nil,
        stepsBack steps: Int32 = 0,
        _ body: @escaping @Sendable () -> Void
    ) {
        var handle = pthread_t()
        let box = Unmanaged.passRetained(Box(body, name: name, steps: steps))
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
        if let name = box.name { call(name) }
        if box.steps > 0 {
            // To Linux, 0 is the thread that asks, and each thread has a niceness of its own.
            let own = getpriority(Int32(PRIO_PROCESS.rawValue), 0)
            setpriority(Int32(PRIO_PROCESS.rawValue), 0, own + box.steps)
        }
        box.body()
    }

    /// Names this thread. Where the system does not show threads there is nothing to be named.
    private static func call(_ name: StaticString) {
        let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        name.withUTF8Buffer { _ = write(file, $0.baseAddress, $0.count) }
        close(file)
    }
}

private func runWorker(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let argument { WorkerThread.run(argument) }
    return nil
}
