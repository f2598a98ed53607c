import CMicrohttpd
import Glibc
public import HTTP
import Synchronization
import Threads

/// Serves HTTP/1.1 and 1.0 on one port, with GNU libmicrohttpd.
public final class HTTPServer: Sendable {
    private enum Stage { case accepting, draining, stopped }

    /// The one listened on, also where 0 was asked for.
    public let port: UInt16

    private let core: Core
    private let watch: Watch
    private let daemon: Daemon
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
        let watch = Watch(core.clients)
        guard watch.start() else {
            close(socket.descriptor)
            throw .cannotServe(reason: lastError())
        }
        guard let daemon = Daemon(core: core) else {
            let reason = lastError()
            watch.stop()
            close(socket.descriptor)
            throw .cannotServe(reason: reason)
        }
        let acceptor = Acceptor(listener: socket.descriptor, daemon: daemon, core: core)
        guard acceptor.start() else {
            let reason = lastError()
            daemon.stop()
            watch.stop()
            close(socket.descriptor)
            throw .cannotServe(reason: reason)
        }
        self.port = socket.port
        self.acceptor = acceptor
        self.core = core
        self.watch = watch
        self.daemon = daemon
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
        // With suspended connections the C library's end is undefined, so there must be none. A
        // responder that blocks its thread for ever leaves us no way but to leave all as it is.
        let isQuiet = wait(seconds: 5) {
            for exchange in core.clients.waiting {
                exchange.answer(exchange.refusal(.stopping))
            }
            return core.parked.load(ordering: .sequentiallyConsistent) == 0
                && core.waking.load(ordering: .sequentiallyConsistent) == 0
        }
        if isQuiet {
            // What was answered just now is not sent yet, and the library would not wait for it.
            _ = wait(seconds: 1) { core.inFlight.load(ordering: .sequentiallyConsistent) == 0 }
            daemon.stop()
            close(listener)
        }
        watch.stop()
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
