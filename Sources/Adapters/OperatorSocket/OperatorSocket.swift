import Glibc
import JSON
import Threads
public import Wire

/// Listens where only the owner of the folder can call: one line of JSON in, lines of JSON out.
///
/// One thread lets operators in, and each that is let in has a thread of its own until it is
/// answered; there are never more than a few.
public final class OperatorSocket: Sendable {
    /// Answers a request line by line. `say` is false when nobody hears it any more.
    public typealias Answer =
        @Sendable (
            _ request: Document, _ person: String, _ say: (Document) -> Bool
        ) -> Void

    /// The name of the socket in its folder.
    public static let name = "operator.sock"
    static let greatestLine = 65_536
    static let guests = 4
    public static let patienceSeconds = 10

    private struct Guests {
        var threads: [Int: WorkerThread] = [:]
        /// Those that have been answered; their threads end.
        var gone: [Int] = []
        var next = 0
        var isOver = false
    }

    private let path: String
    private let listener: CInt
    private let answer: Answer
    private let patience: Int
    private let visitors = Monitor(Guests())
    private let thread = Monitor<WorkerThread?>(nil)

    /// - Parameters:
    ///   - folder: Whoever calls this holds its lock, so that a socket found there is a stale one.
    ///   - patience: How many seconds an operator may take to say what it wants.
    ///   - answer: Called on a thread of the operator's own.
    public init(
        in folder: String,
        patience: Int = OperatorSocket.patienceSeconds,
        answer: @escaping Answer
    ) throws(OperatorSocketError) {
        let path = "\(folder)/\(Self.name)"
        self.path = path
        self.answer = answer
        self.patience = patience
        let listener = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard listener >= 0 else { throw .failed("no socket: \(lastReason())") }
        self.listener = listener
        do { try listen() } catch {
            close(listener)
            throw error
        }
        guard let thread = WorkerThread({ [self] in run() }) else {
            shutOut()
            throw .failed("no thread for the operator's socket")
        }
        self.thread.locked { $0 = thread }
    }

    private func listen() throws(OperatorSocketError) {
        // The file takes its mode from the socket: nobody else can call, not for a moment.
        fchmod(listener, 0o600)
        let bound = try Channel.address(of: path) { address, size in
            unlink(path)
            return bind(listener, address, size)
        }
        guard bound == 0, chmod(path, 0o600) == 0, Glibc.listen(listener, 16) == 0 else {
            throw .failed("cannot listen on '\(path)': \(lastReason())")
        }
    }

    private func shutOut() {
        unlink(path)
        close(listener)
    }

    /// Lets nobody in any more. Those who are in are still answered.
    public func stop() {
        let isFirst = visitors.locked { guests in
            defer { guests.isOver = true }
            return !guests.isOver
        }
        guard isFirst else { return }
        shutdown(listener, CInt(SHUT_RDWR))
        let worker = thread.locked { thread in
            defer { thread = nil }
            return thread
        }
        worker?.join()
        shutOut()
    }

    /// Returns when everyone has been answered. To be called after `stop`.
    public func join() {
        for thread in visitors.locked({ guests in
            defer { guests.threads = [:] }
            return Array(guests.threads.values)
        }) { thread.join() }
    }

    private func run() {
        while !visitors.locked({ $0.isOver }) {
            let descriptor = accept(listener, nil, nil)
            if descriptor < 0 {
                // Out of descriptors or memory: somebody must go first.
                if ![EINTR, ECONNABORTED, EINVAL].contains(errno) { poll(nil, 0, 100) }
                continue
            }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            let channel = Channel(descriptor)
            channel.setPatience(seconds: patience)
            letIn(channel)
        }
    }

    private func letIn(_ channel: consuming Channel) {
        for thread in visitors.locked(Self.takeGone) { thread.join() }
        let held = Held(channel)
        let isIn = visitors.locked { guests in
            guard guests.threads.count < Self.guests else { return false }
            guests.next += 1
            let number = guests.next
            guests.threads[number] = WorkerThread { [self] in
                serve(held)
                visitors.locked { $0.gone.append(number) }
            }
            return guests.threads[number] != nil
        }
        guard !isIn else { return }
        held.use { channel in
            _ = channel.send(line: Self.error("there are other operators already; try again"))
        }
    }

    private static func takeGone(_ guests: inout Guests) -> [WorkerThread] {
        let threads = guests.gone.compactMap { guests.threads.removeValue(forKey: $0) }
        guests.gone = []
        return threads
    }

    private func serve(_ held: Held) {
        held.use { channel in
            do {
                let line = try channel.line(upTo: Self.greatestLine, within: patience) {
                    visitors.locked { $0.isOver }
                }
                guard let line else { return }
                let request = try JSON.document(from: line)
                let person = channel.person
                answer(request, person) { answer in
                    var writer = JSONWriter()
                    writer.document(answer)
                    return channel.send(line: writer.bytes)
                }
            } catch {
                _ = channel.send(line: Self.error("\(error)"))
            }
        }
    }

    private static func error(_ reason: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.document(["error": .text(reason)])
        return writer.bytes
    }
}

/// Carries a connection to its thread, which closes it. `@unchecked Sendable`: used there alone.
private final class Held: @unchecked Sendable {
    private var channel: Channel?

    init(_ channel: consuming Channel) { self.channel = consume channel }

    func use(_ body: (inout Channel) -> Void) {
        guard var taken = channel.take() else { return }
        body(&taken)
    }
}
