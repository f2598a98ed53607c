import HTTP
import Synchronization
import Threads

/// What all event loops of one server share.
final class Core: Sendable {
    let limits: HTTPLimits
    let responder: any HTTPResponder
    let port: UInt16
    let places: Places
    /// Requests whose head was read and whose answer is not yet sent.
    let inFlight = Atomic<Int>(0)
    /// Every answer ends its connection.
    let isDraining = Atomic<Bool>(false)
    /// Time is up: whoever waits is answered by us, and nobody is asked any more.
    let isClosing = Atomic<Bool>(false)

    /// Until when, in milliseconds, event loops stay on processors of their own.
    let apartUntil = Atomic<Int64>(.min)

    /// Rings for who waits for an event loop to have done something.
    let bell = Bell()

    init(limits: HTTPLimits, responder: any HTTPResponder, port: UInt16) {
        self.limits = limits
        self.responder = responder
        self.port = port
        places = Places(limit: limits.connections)
    }

    func begin() { inFlight.add(1, ordering: .relaxed) }

    func end() {
        inFlight.subtract(1, ordering: .sequentiallyConsistent)
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

/// How many connections there are, and may be.
final class Places: Sendable {
    private let limit: Int
    private let count = Atomic<Int>(0)
    private let isFree = Bell()

    init(limit: Int) { self.limit = max(limit, 1) }

    var taken: Int { count.load(ordering: .relaxed) }

    /// Takes one that is free.
    func take() { count.add(1, ordering: .relaxed) }

    func leave() {
        let before = count.subtract(1, ordering: .sequentiallyConsistent).oldValue
        if before == limit { isFree.ring() }
    }

    var areLeft: Bool { count.load(ordering: .sequentiallyConsistent) < limit }

    /// Waits for one to become free, but no longer than so many milliseconds.
    func wait(milliseconds: Int64) { isFree.wait(until: monotonicMilliseconds() &+ milliseconds) }

    func stopWaiting() { isFree.ring() }
}
