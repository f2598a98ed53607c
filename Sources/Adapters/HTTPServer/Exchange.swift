import HTTP
import Synchronization

/// One request that waits for its answer, and whoever gives that, from any thread.
///
/// Sendable although it changes: `response` is written by the one thread that has `claimed` it,
/// before it raises `state`, and read by the event loop after that.
final class Exchange: HTTPReplyTarget, @unchecked Sendable {
    private enum State {
        static let open: UInt8 = 0
        static let parked: UInt8 = 1
        static let answered: UInt8 = 2
    }

    /// The event loop's alone.
    let connection: Connection
    private let loop: EventLoop
    private let claimed = Atomic<Bool>(false)
    private let state = Atomic<UInt8>(State.open)
    private var response: HTTPResponse?

    init(_ connection: Connection, on loop: EventLoop) {
        self.connection = connection
        self.loop = loop
    }

    func answer(_ response: HTTPResponse) { settle(response) }

    func letGo() {
        guard !claimed.load(ordering: .relaxed) else { return }
        settle(nil)
    }

    private func settle(_ response: HTTPResponse?) {
        guard claim() else { return }
        self.response = response
        if state.exchange(State.answered, ordering: .acquiringAndReleasing) == State.parked {
            loop.wake(self)
        }
    }

    /// True for who comes first: nobody else's answer counts from now on.
    func claim() -> Bool { !claimed.exchange(true, ordering: .relaxed) }

    /// Whether the answer is there. If not, the event loop is called when it is.
    func isAnswered() -> Bool {
        if state.load(ordering: .acquiring) == State.answered { return true }
        let (parked, _) = state.compareExchange(
            expected: State.open,
            desired: State.parked,
            ordering: .acquiringAndReleasing
        )
        return !parked
    }

    /// The answer that is there. Nil when the responder has let go of the request without one.
    func takeResponse() -> HTTPResponse? {
        defer { response = nil }
        return response
    }
}
