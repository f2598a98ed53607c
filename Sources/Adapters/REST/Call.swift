import HTTP
import JSON
import Kit
import Runtime
import Wire

/// One request on its way to an endpoint.
struct Call: Sendable {
    let request: HTTPRequest
    let reply: HTTPReply
    let base: Base
    /// The business and the path behind it, however it came in: what makes it the same call.
    let operation: String
    let now: Instant
    let origin: String?

    func answer(_ response: HTTPResponse) {
        reply(response.shared(with: origin))
    }

    func answer(_ reply: Reply) {
        var fields: [HTTPField] = []
        if let type = reply.contentType { fields.append(HTTPField("Content-Type", type)) }
        if let location = reply.location { fields.append(HTTPField("Location", location)) }
        if let tag = reply.entityTag { fields.append(HTTPField("ETag", tag)) }
        answer(HTTPResponse(status: reply.status, fields: fields, body: reply.body))
    }

    func fail(_ error: any Error) {
        answer(Problem(error).response(path: request.path, at: now))
    }

    /// The object that came with the request.
    func body() throws -> Body {
        // As nearly everyone sends it.
        if let type = request.fields["Content-Type"], type != "application/json" {
            let media = type.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
            guard media == "application/json" || media.hasSuffix("+json") else {
                throw Problem(
                    status: 415,
                    word: "no-json",
                    detail: "the body must be application/json"
                )
            }
        }
        let document: Document
        do { document = try JSON.document(from: request.body) } catch {
            throw Problem.unreadable(
                "the body is no JSON: \(error.problem) at byte \(error.offset)"
            )
        }
        guard case .object = document else {
            throw Problem.unreadable("the body must be a JSON object")
        }
        return Body(document)
    }

    /// The key by which the caller tells the same call from a new one.
    func identity() throws -> CallID? {
        guard let field = request.fields["Idempotency-Key"] else { return nil }
        var key = field[...]
        if key.hasPrefix("\""), key.hasSuffix("\""), key.utf8.count >= 2 {
            key = key.dropFirst().dropLast()
        }
        guard (1...255).contains(key.utf8.count),
            key.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        else {
            throw Problem.unreadable("Idempotency-Key must have 1 to 255 ASCII characters")
        }
        return CallID(
            caller: "anonymous",
            operation: "\(request.method) \(operation)",
            key: String(key)
        )
    }

    /// Tells one payload from another. Not a secret: whoever finds two payloads that it takes for
    /// the same has only fooled themselves. (FNV-1a, 64 bits.)
    var fingerprint: Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in request.body { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int64(bitPattern: hash)
    }

    /// Whether the caller holds what this tag stands for. (RFC 9110, 13.1.2: a weak tag will do.)
    func hasSeen(_ tag: String) -> Bool {
        guard let held = request.fields["If-None-Match"] else { return false }
        return held.split(separator: ",").contains { part in
            let part = part.filter { $0 != " " }
            return part == "*" || part == tag || part == "W/\(tag)"
        }
    }

    /// Whether the version that the caller has seen is the one that stands.
    func checkMatch(_ version: Int64) throws {
        guard let wanted = request.fields["If-Match"] else { return }
        let tags = wanted.split(separator: ",").map { $0.filter { $0 != " " } }
        guard tags.contains("*") || tags.contains("\"\(version)\"") else {
            throw Problem(
                status: 412,
                word: "changed-meanwhile",
                detail: "it has changed since you have seen it"
            )
        }
    }
}

extension HTTPResponse {
    /// The same, where a browser may show it to a page from another origin.
    func shared(with origin: String?) -> HTTPResponse {
        guard let origin else { return self }
        var response = self
        // `*` is no answer to a browser that sends credentials: the origin is said again.
        response.fields += [
            HTTPField("Access-Control-Allow-Origin", origin),
            HTTPField("Access-Control-Allow-Credentials", "true"),
            HTTPField("Access-Control-Expose-Headers", "Location, ETag, Retry-After, Allow"),
            HTTPField("Vary", "Origin"),
        ]
        return response
    }
}
