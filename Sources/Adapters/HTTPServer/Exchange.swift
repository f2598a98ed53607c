import CMicrohttpd
import HTTP
import Synchronization
import Threads

/// One request and its answer. Made when its first line was read, let go when the C library has
/// done with it.
///
/// Sendable although it changes: until the responder is asked, and again once a reply is in,
/// only the connection's own event loop changes the plain properties; `response` is written by
/// the one thread that has `claimed` it, before it raises `state`.
final class Exchange: HTTPReplyTarget, @unchecked Sendable {
    enum Phase { case head, body, turnedAway, asked, ended }

    private enum State {
        static let open: UInt8 = 0
        static let parked: UInt8 = 1
        static let answered: UInt8 = 2
    }

    let core: Core
    let client: Client
    let connection: OpaquePointer
    var phase = Phase.head
    var method = ""
    let target: Target
    let targetRefusal: Refusal?
    var fields = HTTPFields()
    var body: [UInt8] = []
    /// The library reads chunks more kindly than others do, and does not show us their framing. So
    /// nothing is read behind such a body.
    var isChunked = false
    /// Nobody will be asked: the body is passed over.
    var isTurnedAway = false
    private var isCounted = false
    private var isParked = false
    private var response: HTTPResponse?
    /// Of the loop on which it was parked. Written before it is.
    private var loop: EventLoop?
    private let claimed = Atomic<Bool>(false)
    private let state = Atomic<UInt8>(State.open)

    init(core: Core, client: Client, connection: OpaquePointer, target: UnsafePointer<CChar>?) {
        self.core = core
        self.client = client
        self.connection = connection
        do throws(Refusal) {
            self.target = try Target(target, limit: core.limits.targetBytes)
            targetRefusal = nil
        } catch {
            self.target = .unknown
            targetRefusal = error
        }
        client.path.locked { $0 = self.target.path }
    }

    /// A refusal in the words of the responder.
    func refusal(_ refusal: Refusal) -> HTTPResponse {
        core.answer(to: refusal, path: target.path, origin: fields["Origin"])
    }

    func count() {
        isCounted = true
        core.inFlight.add(1, ordering: .relaxed)
    }

    /// Called from any thread, as is `letGo`. All else is the event loop's.
    func answer(_ response: HTTPResponse) {
        guard !claimed.exchange(true, ordering: .relaxed) else { return }
        self.response = response
        // Counted before the event loop can know of the answer: it may have moved on, and the
        // server be about to end, while we are still inside the library.
        core.waking.add(1, ordering: .sequentiallyConsistent)
        if state.exchange(State.answered, ordering: .acquiringAndReleasing) == State.parked {
            wake()
        }
        core.waking.subtract(1, ordering: .sequentiallyConsistent)
        core.countedDown()
    }

    func letGo() {
        guard !claimed.load(ordering: .relaxed) else { return }
        answer(refusal(.unanswered))
    }

    /// Asks the responder, and sends its reply or suspends the connection until there is one.
    func ask() -> MHD_Result {
        phase = .asked
        let request = HTTPRequest(
            method: method,
            path: target.path,
            query: target.query,
            fields: fields,
            body: body,
            localPort: core.port
        )
        body = []
        if core.isClosing.load(ordering: .relaxed) {
            answer(refusal(.stopping))
        } else {
            core.responder.respond(to: request, reply: HTTPReply(to: self))
        }
        return settle()
    }

    /// Sends the reply, or suspends the connection until there is one.
    func settle() -> MHD_Result {
        unpark()
        if state.load(ordering: .acquiring) == State.answered { return sendReply() }
        isParked = true
        core.parked.add(1, ordering: .relaxed)
        client.waiting.locked { $0 = self }
        loop = EventLoop.ofThisThread
        MHD_suspend_connection(connection)
        // First suspended, then said so: whoever replies in between leaves the waking to us.
        let (parked, _) = state.compareExchange(
            expected: State.open,
            desired: State.parked,
            ordering: .sequentiallyConsistent
        )
        if !parked {
            MHD_resume_connection(connection)
        } else if core.isClosing.load(ordering: .sequentiallyConsistent) {
            answer(refusal(.stopping))
        }
        return .YES
    }

    /// Sends a refusal through the C library, which ends the connection after it.
    func refuse(_ refusal: Refusal) -> MHD_Result {
        close()
        return Answer(self.refusal(refusal), isLast: true).queue(on: connection)
    }

    /// From now on no reply counts.
    func close() {
        claimed.store(true, ordering: .relaxed)
        phase = .ended
    }

    /// The C library has done with the request, whatever came of it.
    func end() {
        claimed.store(true, ordering: .relaxed)
        unpark()
        phase = .ended
        expectWithinIdleTime()
        guard isCounted else { return }
        core.inFlight.subtract(1, ordering: .sequentiallyConsistent)
        core.countedDown()
    }

    private func wake() {
        guard let loop else { return MHD_resume_connection(connection) }
        loop.wake(self)
    }

    private func sendReply() -> MHD_Result {
        guard phase == .asked, let response else { return .NO }
        phase = .ended
        self.response = nil
        expectToBeRead()
        let isLast = isChunked || core.isDraining.load(ordering: .relaxed)
        return Answer(response, isLast: isLast).queue(on: connection)
    }

    private func unpark() {
        guard isParked else { return }
        isParked = false
        client.waiting.locked { $0 = nil }
        core.parked.subtract(1, ordering: .sequentiallyConsistent)
        core.countedDown()
    }
}
