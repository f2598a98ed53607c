import Glibc
import HTTP
import HTTPServer
import Threads

/// Remembers what it was asked, and answers as it is told.
final class Recorder: HTTPResponder {
    private let requests = Monitor<[HTTPRequest]>([])
    private let answer: @Sendable (HTTPRequest, HTTPReply) -> Void

    init(_ answer: @escaping @Sendable (HTTPRequest, HTTPReply) -> Void = echo) {
        self.answer = answer
    }

    var seen: [HTTPRequest] { requests.locked { $0 } }

    func respond(to request: HTTPRequest, reply: HTTPReply) {
        requests.locked { $0.append(request) }
        answer(request, reply)
    }

    func refusal(status: Int, detail: String, path: String, origin: String?) -> HTTPResponse {
        HTTPResponse(
            status: status,
            fields: [HTTPField("Content-Type", "application/problem+json")]
                + (origin.map { [HTTPField("X-Origin", $0)] } ?? []),
            body: Array("{\"status\":\(status),\"path\":\"\(path)\"}".utf8)
        )
    }
}

/// Says back what was asked.
@Sendable func echo(_ request: HTTPRequest, _ reply: HTTPReply) {
    reply(said(request))
}

func said(_ request: HTTPRequest) -> HTTPResponse {
    let query = request.query.map { "?\($0)" } ?? ""
    let text = "\(request.method) \(request.path)\(query) "
    return HTTPResponse(
        status: 200,
        fields: [HTTPField("Content-Type", "text/plain")],
        body: Array(text.utf8) + request.body
    )
}

/// Keeps replies until they are wanted.
final class Shelf: Sendable {
    private let replies = Monitor<[(HTTPRequest, HTTPReply)]>([])

    func put(_ request: HTTPRequest, _ reply: HTTPReply) {
        replies.locked { $0.append((request, reply)) }
    }

    func answerAll() {
        let all = replies.locked { replies in
            defer { replies = [] }
            return replies
        }
        for (request, reply) in all { reply(said(request)) }
    }

    var count: Int { replies.locked { $0.count } }
}

/// Waits until something is so. False when it is not within three seconds.
func eventually(_ isSo: () -> Bool) -> Bool {
    for _ in 0..<600 {
        if isSo() { return true }
        usleep(5_000)
    }
    return isSo()
}

func serve(
    _ responder: any HTTPResponder,
    _ change: (inout HTTPLimits) -> Void = { _ in }
) throws -> HTTPServer {
    var limits = HTTPLimits()
    change(&limits)
    return try HTTPServer(host: "127.0.0.1", port: 0, limits: limits, responder: responder)
}

extension HTTPParts {
    static let all = HTTPParts(rawValue: .max)
}
