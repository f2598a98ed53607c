import HTTP
import JSON
import Runtime

/// What those who run the process ask it: is it alive, does it want calls, how much does it do.
struct Operations: Sendable {
    let ledger: Ledger
    let readiness: any Readiness
    let openAPI: OpenAPI

    /// Nil for a path that is none of ours.
    func answer(_ request: HTTPRequest, _ segments: [String]) throws -> HTTPResponse? {
        let response: HTTPResponse? =
            switch segments {
            case ["livez"]: text(200, "ok\n")
            case ["readyz"]: ready
            case ["actuator", "health"]: health
            case ["actuator", "health", "liveness"]: status("UP", code: 200)
            case ["actuator", "health", "readiness"]: health
            case ["metrics"]: text(200, metrics)
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

    private var ready: HTTPResponse {
        guard let reason = readiness.reasonNotReady else { return text(200, "ok\n") }
        var response = text(503, "\(reason)\n")
        response.fields.append(HTTPField("Retry-After", "1"))
        return response
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

    /// In the text form that Prometheus reads.
    private var metrics: String {
        let figures = ledger.figures
        let rows: [(String, String, String, Int64)] = [
            ("yeyak_ledger_facts_total", "counter", "Facts made durable.", figures.facts),
            ("yeyak_ledger_syncs_total", "counter", "Transactions synced.", figures.syncs),
            ("yeyak_ledger_commands_total", "counter", "Calls decided.", figures.commands),
            ("yeyak_ledger_refusals_total", "counter", "Calls refused.", figures.refusals),
            ("yeyak_ledger_backlog", "gauge", "Calls that wait.", Int64(ledger.backlog)),
            ("yeyak_ledger_position", "gauge", "The last durable fact.", ledger.position),
            ("yeyak_dead_letters", "gauge", "Facts that wait for a retry.", figures.letters),
            ("yeyak_cache_bytes", "gauge", "Aggregates in memory.", figures.cacheBytes),
            (
                "yeyak_problems", "gauge", "Followers and views that cannot go on.",
                Int64(figures.problems.count)
            ),
        ]
        return rows.map { name, type, help, value in
            "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n\(name) \(value)\n"
        }.joined()
    }
}
