/// The server saying no before the responder is asked. It ends the connection: what
/// follows on it cannot be told from the rest of what was refused.
package struct Refusal: Error, Equatable {
    package let status: Int
    package let detail: String

    private init(status: Int, detail: String) {
        self.status = status
        self.detail = detail
    }

    static func malformed(_ detail: String) -> Refusal { Refusal(status: 400, detail: detail) }

    static let malformedBody = malformed("The chunks of the body are malformed.")

    static func bodyTooLarge(limit: Int) -> Refusal {
        Refusal(status: 413, detail: "The body is larger than \(limit) bytes.")
    }

    static func headTooLarge(_ detail: String) -> Refusal { Refusal(status: 431, detail: detail) }

    static func targetTooLong(limit: Int) -> Refusal {
        Refusal(status: 414, detail: "Path and query are longer than \(limit) bytes.")
    }

    static let version = Refusal(status: 505, detail: "Only HTTP/1.0 and HTTP/1.1 are spoken here.")
    /// The only one after which the connection stays.
    package static let crowded = Refusal(status: 503, detail: "too much is waiting already")
    package static let stopping = Refusal(status: 503, detail: "The server is shutting down.")
    package static let unanswered = Refusal(status: 500, detail: "The request was not answered.")
}
