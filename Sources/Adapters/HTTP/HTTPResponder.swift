/// Answers requests.
public protocol HTTPResponder: Sendable {
    /// Answers one request.
    ///
    /// Called on a thread of the server once the whole request was read; that thread serves many
    /// clients, so do not block it. Must call `reply` exactly once, at once or later, from any
    /// thread. A second reply is dropped; a reply let go unanswered is answered with a 500.
    func respond(to request: HTTPRequest, reply: HTTPReply)

    /// The parts of it of which there is no hope of a quick answer, so that who needs them had
    /// better come again later.
    ///
    /// Called for every request when its head was read, on a thread of the server: must be quick.
    /// One that is turned away is never responded to; its body is passed over. The client gets
    /// `refusal` with status 503. With `isPressed` more requests come than the server can read:
    /// what takes much more than a refusal had better not be begun.
    func crowdedParts(isPressed: Bool) -> HTTPParts

    /// The parts that a request needs, as far as this tells: the same ones each time, since nobody
    /// asks again while a connection sends the same head.
    func neededParts(method: String, path: String, localPort: UInt16) -> HTTPParts

    /// Somebody was turned away who needs these.
    func hasTurnedAway(from parts: HTTPParts)

    /// Puts a refusal of the server's own into words: a request too large, malformed, or come
    /// too late. The responder does not get to see that request.
    ///
    /// `detail` is a plain sentence. `path` is as sent, and empty where it cannot be trusted.
    /// `origin` is what the field `Origin` says, where that has been read.
    func refusal(status: Int, detail: String, path: String, origin: String?) -> HTTPResponse
}

extension HTTPResponder {
    public func crowdedParts(isPressed: Bool) -> HTTPParts { [] }
    public func neededParts(method: String, path: String, localPort: UInt16) -> HTTPParts { [] }
    public func hasTurnedAway(from parts: HTTPParts) {}
}

/// The other end of a reply: whoever carries it to the client.
public protocol HTTPReplyTarget: AnyObject, Sendable {
    /// Called from any thread, maybe more than once; the first call counts.
    func answer(_ response: HTTPResponse)
    /// The responder has let go of its reply. Means something only when no answer was given.
    func letGo()
}

/// The one answer that a request is waiting for.
public final class HTTPReply: Sendable {
    private let target: any HTTPReplyTarget

    public init(to target: any HTTPReplyTarget) { self.target = target }

    /// For tests and for responders that ask one another.
    public convenience init(_ answer: @escaping @Sendable (HTTPResponse) -> Void) {
        self.init(to: Closure(answer))
    }

    deinit { target.letGo() }

    public func callAsFunction(_ response: HTTPResponse) { target.answer(response) }

    private final class Closure: HTTPReplyTarget {
        let answered: @Sendable (HTTPResponse) -> Void

        init(_ answered: @escaping @Sendable (HTTPResponse) -> Void) { self.answered = answered }

        func answer(_ response: HTTPResponse) { answered(response) }
        func letGo() {}
    }
}
