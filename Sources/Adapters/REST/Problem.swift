import HTTP
import JSON
import Kit
import Runtime
import Wire

/// A refusal or a failure as a client is told of it: RFC 9457, with the five members that old
/// clients read. It never shows paths, statements or types of the inside.
struct Problem: Error {
    var status: Int
    /// The last part of its type: stable, for programs.
    var word: String
    var detail: String
    var members: [(member: String, detail: String)] = []
    var fields: [HTTPField] = []

    func response(path: String, at now: Instant) -> HTTPResponse {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.name("type")
        json.text("/problems/\(word)")
        json.name("title")
        json.text(Self.title(status))
        json.name("status")
        json.integer(Int64(status))
        json.name("detail")
        json.text(detail)
        json.name("instance")
        json.text(path)
        json.name("error")
        json.text(Self.title(status))
        json.name("message")
        json.text(detail)
        json.name("path")
        json.text(path)
        json.name("timestamp")
        json.text(now.iso8601)
        if !members.isEmpty {
            json.name("errors")
            json.beginList()
            for (member, detail) in members {
                json.beginObject()
                json.name("member")
                json.text(member)
                json.name("detail")
                json.text(detail)
                json.endObject()
            }
            json.endList()
        }
        json.endObject()
        return HTTPResponse(
            status: status,
            fields: [HTTPField("Content-Type", "application/problem+json")] + fields,
            body: json.bytes
        )
    }

    static func title(_ status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 411: "Length Required"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 422: "Unprocessable Content"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        default: status < 500 ? "Bad Request" : "Internal Server Error"
        }
    }
}

extension Problem {
    static func notFound(_ what: String) -> Problem {
        Problem(status: 404, word: "not-found", detail: what)
    }

    static func unavailable(_ detail: String, after seconds: Int) -> Problem {
        Problem(
            status: 503,
            word: "unavailable",
            detail: detail,
            fields: [HTTPField("Retry-After", "\(seconds)")]
        )
    }

    static func methodNotAllowed(_ method: String, _ methods: [String]) -> Problem {
        Problem(
            status: 405,
            word: "method-not-allowed",
            detail: "\(method) is not possible here",
            fields: [HTTPField("Allow", methods.joined(separator: ", "))]
        )
    }

    static func unreadable(_ detail: String) -> Problem {
        Problem(status: 400, word: "malformed", detail: detail)
    }

    static func unacceptable(_ error: Unacceptable) -> Problem {
        Problem(
            status: 422,
            word: "unacceptable",
            detail: error.detail,
            members: [(error.member, error.detail)]
        )
    }

    /// What the caller is told when something was thrown.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let refused as Refused: self.init(refused)
        case let error as Unacceptable: self = .unacceptable(error)
        case let error as IllegalTransition:
            self.init(
                status: 409,
                word: "illegal-transition",
                detail: error.detail,
                members: [(error.member, error.detail)]
            )
        case let failure as Failure: self.init(failure)
        default:
            self.init(status: 500, word: "failed", detail: "something went wrong on our side")
        }
    }

    private init(_ refused: Refused) {
        self.init(
            status: 409,
            word: Self.kebab(refused.word),
            detail: "\(refused.service) says no: \(Self.spaced(refused.word))"
        )
    }

    private init(_ failure: Failure) {
        switch failure {
        case .unreachable(let service):
            self = .unavailable("the service \(service) is not available now", after: 5)
        case .overloaded: self = .unavailable("too much is waiting already", after: 1)
        case .stopped: self = .unavailable("the server is about to stop", after: 5)
        case .storage: self = .unavailable("nothing can be stored now", after: 5)
        case .inFlight:
            self.init(
                status: 409,
                word: "key-in-flight",
                detail: "the same call is being answered already"
            )
        case .keyReused:
            self.init(
                status: 422,
                word: "key-reused",
                detail: "this Idempotency-Key was used for another payload"
            )
        case .unknownKind: self = .notFound("there is nothing with that number")
        case .endless, .unreadable:
            self.init(status: 500, word: "failed", detail: "something went wrong on our side")
        }
    }

    private static func kebab(_ word: String) -> String { separated(word, by: "-") }
    private static func spaced(_ word: String) -> String { separated(word, by: " ") }

    /// `tooLate` → `too-late`.
    private static func separated(_ word: String, by separator: String) -> String {
        var text = ""
        for character in word {
            if character.isUppercase { text += separator }
            text += character.lowercased()
        }
        return text
    }
}
