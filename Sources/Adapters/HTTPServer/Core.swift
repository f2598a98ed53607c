import HTTP
import Synchronization
import Threads

/// What all connections of one server share.
final class Core: Sendable {
    let limits: HTTPLimits
    let responder: any HTTPResponder
    let port: UInt16
    let clients = Clients()
    /// Requests whose head was read and whose answer is not yet sent.
    let inFlight = Atomic<Int>(0)
    /// Requests whose connection is suspended until somebody replies.
    let parked = Atomic<Int>(0)
    /// Threads just now waking a connection: the C library must outlive these calls.
    let waking = Atomic<Int>(0)
    /// Every answer ends its connection.
    let isDraining = Atomic<Bool>(false)
    /// Time is up: whoever waits is answered by us, and nobody is asked any more.
    let isClosing = Atomic<Bool>(false)

    /// Whether the event loop that asks does not keep up, with more connections than the few that
    /// never are too many.
    var isPressed: Bool {
        clients.places.load(ordering: .relaxed) > limits.connectionsAtEase
            && EventLoop.ofThisThread?.isBehind ?? false
    }

    /// What those hear who are turned away.
    let turningAway = TurningAway()

    /// Rings for who waits for the counts above to reach zero.
    let bell = Bell()

    init(limits: HTTPLimits, responder: any HTTPResponder, port: UInt16) {
        self.limits = limits
        self.responder = responder
        self.port = port
    }

    /// To be called after one of the counts went down.
    func countedDown() {
        if isDraining.load(ordering: .sequentiallyConsistent) { bell.ring() }
    }

    func answer(to refusal: Refusal, path: String, origin: String?) -> HTTPResponse {
        responder.refusal(
            status: refusal.status,
            detail: refusal.detail,
            path: path,
            origin: origin
        )
    }
}
