import HTTP
import JSON
import Runtime

/// What those who run the process ask it: is it alive, does it want calls, how much does it do.
struct Operations: Sendable {
    let ledger: Ledger
    let hall: ViewHall
    let clock: any Clock
    let readiness: any Readiness
    let openAPI: OpenAPI
    let allocatedBytes: @Sendable () -> Int?

    /// Nil for a path that is none of ours.
    func answer(_ request: HTTPRequest, _ segments: [String]) throws -> HTTPResponse? {
        let response: HTTPResponse? =
            switch segments {
            case ["livez"]: text(200, "ok\n")
            case ["readyz"]: ready
            case ["actuator", "health"]: health
            case ["actuator", "health", "liveness"]: status("UP", code: 200)
            case ["actuator", "health", "readiness"]: health
            case ["metrics"]: text(200, metrics.text)
            case ["openapi.json"]:
                HTTPResponse(
                    status: 200,
                    fields: [HTTPField("Content-Type", "application/json")],
                    body: openAPI.bytes
                )
            default: nil
            }
        guard let response else { return nil }
        let methods = ["GET", "HEAD", "OPTIONS"]
        if request.method == "OPTIONS" { return RESTService.options(request, methods) }
        guard methods.contains(request.method) else {
            throw Problem.methodNotAllowed(request.method, methods)
        }
        return response
    }

    private var metrics: Metrics {
        Metrics(ledger, hall, allocatedBytes: allocatedBytes(), at: clock.now())
    }

    private var ready: HTTPResponse {
        guard let reason = readiness.reasonNotReady else {
            // Ready also when something waits for a person: all others are served as ever, and
            // nobody else could do it better.
            return text(200, (["ok"] + degradations).map { "\($0)\n" }.joined())
        }
        var response = text(503, "\(reason)\n")
        response.fields.append(HTTPField("Retry-After", "1"))
        return response
    }

    /// What somebody must look at, though everyone is served.
    private var degradations: [String] {
        let figures = ledger.figures
        var notes = figures.lettersByFollower.map { letters in
            let waiting = letters.behind > 0 ? ", \(letters.behind) more behind" : ""
            return "degraded: \(letters.follower) cannot act on \(letters.parked)\(waiting)"
        }
        notes += figures.problems.map { "degraded: \($0)" }
        return notes
    }

    private var health: HTTPResponse {
        readiness.reasonNotReady == nil
            ? status("UP", code: 200) : status("OUT_OF_SERVICE", code: 503)
    }

    private func status(_ word: String, code: Int) -> HTTPResponse {
        var json = JSONWriter(capacity: 64)
        json.beginObject()
        json.name("status")
        json.text(word)
        json.endObject()
        return HTTPResponse(
            status: code,
            fields: [HTTPField("Content-Type", "application/json")],
            body: json.bytes
        )
    }

    private func text(_ status: Int, _ text: String) -> HTTPResponse {
        HTTPResponse(
            status: status,
            fields: [HTTPField("Content-Type", "text/plain; charset=utf-8")],
            body: Array(text.utf8)
        )
    }
}
