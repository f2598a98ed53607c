import Testing
import Wire

/// The same numbers for the same seed. (SplitMix64.)
private struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite("Chance", .apart) struct FuzzTests {
    private static let heads = [
        "POST /reservations", "POST /reservations", "POST /reservations", "PATCH /reservations/1",
        "PUT /reservations/2", "GET /reservations",
        "DELETE /reservations/3", "POST /payments", "GET /payments", "PATCH /hairshops/1",
        "POST /shops", "PATCH /shops/1", "GET /shops/1/slots?date=20300105&stylingType=perm",
        "GET /myPages?customerId=A&sort=date,desc&size=5", "OPTIONS /reservations", "GET /metrics",
        "GET /hairshop/reservations/1", "HEAD /reservations/1", "GET /openapi.json",
    ]
    private static let bodies = [
        #"{"customerId":"A","date":"20300105","time":"1400","stylingType":"perm"}"#,
        #"{"customerId":"A","date":"2030-01-05","time":"14:00","duration":"30","shopId":1}"#,
        #"{"status":"CANCEL_REQUESTED"}"#, #"{"reservationId":1,"status":"PAYMENT_REQUESTED"}"#,
        #"{"designerId":"ParkJun"}"#, #"{"rsvStatus":"RSV_CANCELED"}"#,
        #"{"name":"B","timeZone":"Asia/Seoul","stylists":[{"name":"K","workingHours":"#
            + #"[{"day":"MONDAY","from":"09:00","until":"18:00"}]}],"#
            + #""stylings":[{"name":"cut","duration":30,"#
            + #""deposit":{"amount":1,"currency":"EUR"}}]}"#,
        #"{"shopId":9223372036854775807,"date":"99991231","time":"2359","duration":1440}"#, "",
    ]
    private static let fields = [
        "If-Match: \"1\"", "If-None-Match: *", "Idempotency-Key: \"k\"", "Origin: http://a",
        "Content-Type: application/json", "Content-Type: application/merge-patch+json",
        "Expect: 100-continue", "Accept: text/html", "X-\u{7F}: b",
    ]

    private func mutated(_ bytes: [UInt8], _ chance: inout Chance) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 0...3, using: &chance) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &chance)
            switch Int.random(in: 0..<5, using: &chance) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &chance)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &chance), at: place)
            case 3:
                let end = Int.random(in: place..<bytes.count, using: &chance)
                bytes.insert(contentsOf: bytes[place...end], at: place)
            default:
                bytes.insert(contentsOf: "%00-1e99999\\ud800".utf8, at: place)
            }
        }
        return bytes
    }

    private func request(_ chance: inout Chance) -> [UInt8] {
        var body = Array((Self.bodies.randomElement(using: &chance) ?? "").utf8)
        if chance.next() % 2 == 0 { body = mutated(body, &chance) }
        var head = Array((Self.heads.randomElement(using: &chance) ?? "").utf8)
        if chance.next() % 2 == 0 { head = mutated(head, &chance) }
        var fields =
            "Host: a\r\nContent-Length: \(body.count)\r\nContent-Type: application/json\r\n"
        if chance.next() % 3 == 0 {
            fields += (Self.fields.randomElement(using: &chance) ?? "") + "\r\n"
        }
        var rest = Array((fields).utf8)
        if chance.next() % 8 == 0 { rest = mutated(rest, &chance) }
        return head + Array(" HTTP/1.1\r\n".utf8) + rest + Array("\r\n".utf8) + body
    }

    @Test(arguments: [1, 2, 3])
    func `never brings an answer of 500 or a dead process in 1,000 requests`(seed: UInt64) throws {
        let server = try Server()
        for _ in 0..<3 { _ = try server.book(["customerId": "A", "date": "20300105"]) }
        var chance = Chance(state: seed)
        var seen: [Int: Int] = [:]
        for number in 0..<1_000 {
            let bytes = request(&chance)
            // A refusal can be lost with what we close behind it: such a request has a second try.
            let answer =
                try Caller(server.port, patience: 2).exchange(bytes, halfClosing: true)
                ?? Caller(server.port, patience: 2).exchange(bytes, halfClosing: true)
            guard let answer else { continue }
            seen[answer.status, default: 0] += 1
            if answer.status >= 500, answer.status != 505 {
                let text = String(decoding: bytes, as: UTF8.self)
                Issue.record("seed \(seed), request \(number): \(answer.status)\n\(text)")
            }
        }
        #expect(server.child.exitCode == nil)
        #expect(seen.values.reduce(0, +) > 700)
        #expect(Set(seen.keys).isSuperset(of: [200, 400, 404, 422]), "\(seen)")
        _ = try server.book(["customerId": "Z", "date": "20300105"])
        // What it has left behind can still be read, and told.
        for path in ["/reservations", "/payments", "/hairshops", "/shops", "/myPages"] {
            #expect(try server.get(path).status == 200, "\(path)")
        }
        #expect(try facts(of: server.folder).count == server.facts())
        #expect(try server.stop() == 0)
    }
}
