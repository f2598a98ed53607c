import Glibc
public import HTTP
import Synchronization
import Threads

/// Serves HTTP/1.1 and 1.0 on one port.
public final class HTTPServer: Sendable {
    private enum Stage { case accepting, draining, stopped }

    /// The one listened on, also where 0 was asked for.
    public let port: UInt16

    private let core: Core
    private let loops: [EventLoop]
    private let acceptor: Acceptor
    private let listener: CInt
    private let stage = Monitor(Stage.accepting)

    /// Starts to serve. `host` is an IPv4 or IPv6 address, or `localhost`; port 0 takes any that
    /// is free.
    public init(
        host: String,
        port: UInt16,
        limits: HTTPLimits = HTTPLimits(),
        responder: any HTTPResponder
    ) throws(HTTPServerError) {
        let socket = try ListeningSocket(host: host, port: port)
        let core = Core(limits: limits, responder: responder, port: socket.port)
        let wanted = min(max(limits.threads, 1), 256)
        let made = (0..<wanted).compactMap { _ in EventLoop(core: core) }
        let loops = made.indices.prefix { made[$0].start(at: $0, among: made) }.map { made[$0] }
        let acceptor = Acceptor(
            listener: socket.descriptor,
            loops: loops,
            places: core.places
        )
        guard loops.count == wanted, acceptor.start() else {
            let reason = lastError()
            for loop in loops {
                loop.stop()
                loop.join()
            }
            close(socket.descriptor)
            throw .cannotServe(reason: reason)
        }
        self.port = socket.port
        self.core = core
        self.loops = loops
        self.acceptor = acceptor
        listener = socket.descriptor
    }

    deinit { stop(within: 0) }

    /// Requests whose head was read and whose answer is not yet sent.
    public var requestsInFlight: Int { core.inFlight.load(ordering: .relaxed) }

    /// Takes no new connections. Those there are go on, and each ends with its next answer.
    public func stopAccepting() {
        stage.locked { stage in
            guard stage == .accepting else { return }
            stage = .draining
            core.isDraining.store(true, ordering: .sequentiallyConsistent)
            acceptor.stop()
        }
    }

    /// Takes no new connections, waits until the requests in flight are answered, but no longer
    /// than so many seconds, answers 503 to those that still wait, gives them one second more to
    /// take it, and ends all connections. A reply that comes later is dropped. Must not be called
    /// from within `respond`. A second call returns at once.
    public func stop(within seconds: Int) {
        stopAccepting()
        let isFirst = stage.locked { stage in
            defer { stage = .stopped }
            return stage != .stopped
        }
        guard isFirst else { return }
        _ = wait(seconds: seconds) { core.inFlight.load(ordering: .sequentiallyConsistent) == 0 }
        core.isClosing.store(true, ordering: .sequentiallyConsistent)
        for loop in loops { loop.ring() }
        // What was answered just now is still to be taken.
        _ = wait(seconds: 1) { core.inFlight.load(ordering: .sequentiallyConsistent) == 0 }
        for loop in loops { loop.stop() }
        // A responder that blocks its thread for ever leaves us no way but to leave all as it is.
        guard wait(seconds: 5, until: { loops.allSatisfy(\.hasEnded) }) else { return }
        for loop in loops { loop.join() }
        close(listener)
    }

    private func wait(seconds: Int, until isDone: () -> Bool) -> Bool {
        let end = monotonicMilliseconds() &+ Int64(min(max(seconds, 0), 86_400)) &* 1_000
        while !isDone() {
            guard monotonicMilliseconds() < end else { return false }
            core.bell.wait(until: end)
        }
        return true
    }
}
