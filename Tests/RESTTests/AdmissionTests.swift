import REST
import Testing

@testable import Runtime

@Suite("Too many callers") struct AdmissionTests {
    /// One who waits is one too many.
    private static func counter(ledger: Bool, views: Bool) throws -> Counter {
        var limits = LedgerLimits()
        (limits.longestWait, limits.alwaysWelcome) = (1, 1)
        let counter = try Counter(limits: limits)
        for (door, isCrowded) in [(counter.ledger.door, ledger), (counter.hall.door, views)] {
            door.learn(32 * 1_000_000, for: 32)
            if isCrowded { door.letIn() }
        }
        return counter
    }

    private static let asksTheLedger = [
        "POST /books", "POST /library/books", "POST /b%6Foks", "PATCH /books/1", "PUT /books/7",
        "DELETE /books/1", "GET /books/1/thickness",
    ]
    private static let asksTheViews = [
        "GET /books", "HEAD /books", "GET /books/1", "GET /library/books", "GET /catalogues/1",
    ]
    private static let asksNobody = [
        "GET /livez", "GET /readyz", "GET /metrics", "GET /openapi.json", "GET /actuator/health",
        "GET /actuator/health/liveness", "GET /actuator/health/readiness", "HEAD /readyz",
        "POST /livez", "OPTIONS /books", "OPTIONS /books/1/thickness", "GET /nothing",
        "POST /nothing", "POST /books/1", "BREW /books", "POST /catalogues", "POST /books/%zz",
        "POST /", "POST *",
    ]

    @Test(arguments: [(true, false), (false, true), (true, true), (false, false)])
    func `turn away only who would have to ask those who have too much to do`(
        ledger: Bool,
        views: Bool
    ) throws {
        let counter = try Self.counter(ledger: ledger, views: views)
        expect(counter, turnsAway: (ledger, views), isPressed: false)
    }

    @Test func `bring the ledger nothing to decide while they cannot even be read`() throws {
        let counter = try Self.counter(ledger: false, views: false)
        expect(counter, turnsAway: (ledger: true, views: false), isPressed: true)
    }

    /// Who asks for one of these is turned away, and counted there; nobody else is.
    private func expect(
        _ counter: Counter,
        turnsAway expected: (ledger: Bool, views: Bool),
        isPressed: Bool
    ) {
        let kinds = [
            (Self.asksTheLedger, expected.ledger), (Self.asksTheViews, expected.views),
            (Self.asksNobody, false),
        ]
        for (requests, isExpected) in kinds {
            for request in requests {
                let words = request.split(separator: " ").map(String.init)
                let needed = counter.service.neededParts(
                    method: words[0],
                    path: words[1],
                    localPort: 8_088
                )
                let crowded = counter.service.crowdedParts(isPressed: isPressed)
                let isTurnedAway = !crowded.isDisjoint(with: needed)
                if isTurnedAway { counter.service.hasTurnedAway(from: needed) }
                #expect(isTurnedAway == isExpected, "\(request)")
            }
        }
        #expect(counter.ledger.door.turnedAway == (expected.ledger ? 7 : 0))
        #expect(counter.hall.door.turnedAway == (expected.views ? 5 : 0))
    }

    @Test func `hear when to come again, also who was let in too early`() async throws {
        let counter = try Self.counter(ledger: true, views: true)
        for (method, path) in [("POST", "/books"), ("GET", "/books"), ("DELETE", "/books/1")] {
            let answer = await counter.send(method, path, #"{"title":"A"}"#)
            #expect(answer.status == 503, "\(method) \(path)")
            #expect(answer.field("Retry-After") == "1")
            #expect(answer.type == "/problems/unavailable")
        }
    }

    @Test func `are counted, and health and figures never count among them`() async throws {
        let counter = try Self.counter(ledger: true, views: true)
        _ = await counter.send("POST", "/books", #"{"title":"A"}"#)
        for path in ["/livez", "/readyz", "/actuator/health", "/openapi.json"] {
            #expect(await counter.send("GET", path).status == 200)
        }
        let figures = await counter.send("GET", "/metrics").text.split(separator: "\n")
        for line in [
            "yeyak_ledger_turned_away_total 1", "yeyak_views_turned_away_total 0",
            "yeyak_ledger_expected_wait_seconds 0.001", "yeyak_views_expected_wait_seconds 0.001",
            "yeyak_memory_allocated_bytes 12345",
        ] {
            #expect(figures.contains { $0 == line }, "\(line)")
        }
    }
}
