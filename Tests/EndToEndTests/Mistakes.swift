/// One thing that clients do wrong, and what they are told.
struct Mistake: Sendable {
    let what: String
    let status: Int
    let word: String
    let request: [UInt8]

    init(_ what: String, _ status: Int, _ word: String, _ request: [UInt8]) {
        self.what = what
        self.status = status
        self.word = word
        self.request = request
    }

    /// A request with a body, as clients send it.
    static func send(
        _ method: String,
        _ path: String,
        _ body: [UInt8] = [],
        type: String? = "application/json",
        _ fields: String = ""
    ) -> [UInt8] {
        let type = type.map { "Content-Type: \($0)\r\n" } ?? ""
        let length = body.isEmpty ? "" : "Content-Length: \(body.count)\r\n"
        let head = "\(method) \(path) HTTP/1.1\r\nHost: a\r\n\(type)\(length)\(fields)\r\n"
        return Array(head.utf8) + body
    }

    static func post(_ body: String) -> [UInt8] { send("POST", "/reservations", Array(body.utf8)) }
    static func patch(_ path: String, _ body: String) -> [UInt8] {
        send("PATCH", path, Array(body.utf8))
    }
    static func get(_ path: String) -> [UInt8] { send("GET", path, type: nil) }
}

extension Mistake {
    static let deep = String(repeating: "[", count: 30_000)
    static let long = String(repeating: "a", count: 300)

    static let unreadable: [Mistake] = [
        .init("no JSON", 400, "malformed", post("{")),
        .init("no body", 400, "malformed", post("")),
        .init("text after the end", 400, "malformed", post(#"{"date":"20300105"}x"#)),
        .init("a list", 400, "malformed", post(#"[{"date":"20300105"}]"#)),
        .init("a text", 400, "malformed", post(#""date""#)),
        .init("a deep list", 400, "malformed", post(deep)),
        .init("a deep member", 400, "malformed", post(#"{"a":"# + deep)),
        .init("a member twice", 400, "malformed", post(#"{"date":"20300105","date":"1"}"#)),
        .init("half a surrogate", 400, "malformed", post(#"{"date":"\ud800"}"#)),
        .init(
            "a body that is no UTF-8",
            400,
            "malformed",
            send("POST", "/reservations", Array(#"{"date":""#.utf8) + [0xFF, 0xC0] + [0x22, 0x7D])
        ),
        .init("a path that is no UTF-8", 400, "malformed", get("/reservations/%ff")),
        .init("a path with NUL", 400, "malformed", get("/reservations/%00")),
        .init("half an escape", 400, "malformed", get("/reservations/%4")),
        .init("a query that is no UTF-8", 400, "malformed", get("/reservations?date=%c0%af")),
        .init("no host", 400, "malformed", Array("GET / HTTP/1.1\r\n\r\n".utf8)),
        .init(
            "two lengths",
            400,
            "malformed",
            Array(
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n".utf8
            )
        ),
        .init(
            "another content type",
            415,
            "no-json",
            send("POST", "/reservations", Array("date=20300105".utf8), type: "text/plain")
        ),
        .init(
            "a form",
            415,
            "no-json",
            send(
                "POST",
                "/reservations",
                Array("date=20300105".utf8),
                type: "application/x-www-form-urlencoded"
            )
        ),
        .init(
            "a huge body",
            413,
            "too-large",
            send("POST", "/reservations", [UInt8](repeating: 0x20, count: 65_537))
        ),
        .init(
            "100,000 open brackets",
            413,
            "too-large",
            send("POST", "/reservations", [UInt8](repeating: 0x5B, count: 100_000))
        ),
        .init(
            "a large header",
            431,
            "headers-too-large",
            send("GET", "/", type: nil, "X-A: \(String(repeating: "a", count: 16_500))\r\n")
        ),
        .init(
            "many header fields",
            431,
            "headers-too-large",
            send("GET", "/", type: nil, (0..<110).map { "X-\($0): a\r\n" }.joined())
        ),
        .init(
            "a long path",
            414,
            "target-too-long",
            get("/" + String(repeating: "a", count: 9_000))
        ),
    ]

    static let unacceptable: [Mistake] = [
        .init("no date", 422, "unacceptable", post(#"{"customerId":"A"}"#)),
        .init("no such day", 422, "unacceptable", post(#"{"date":"20300230"}"#)),
        .init("a date that is a list", 422, "unacceptable", post(#"{"date":["20300105"]}"#)),
        .init("a date that is an object", 422, "unacceptable", post(#"{"date":{}}"#)),
        .init("no such time", 422, "unacceptable", post(#"{"date":"20300105","time":"2561"}"#)),
        .init(
            "a shop beyond all numbers",
            422,
            "unacceptable",
            post(#"{"date":"20300105","shopId":9223372036854775807}"#)
        ),
        .init(
            "a shop beyond 64 bits",
            422,
            "unacceptable",
            post(#"{"date":"20300105","shopId":99999999999999999999999}"#)
        ),
        .init("a negative shop", 422, "unacceptable", post(#"{"date":"20300105","shopId":-1}"#)),
        .init("half a shop", 422, "unacceptable", post(#"{"date":"20300105","shopId":1.5}"#)),
        .init(
            "a duration beyond the day",
            422,
            "unacceptable",
            post(#"{"date":"20300105","time":"2300","duration":1440}"#)
        ),
        .init(
            "a long name",
            422,
            "unacceptable",
            post("{\"date\":\"20300105\",\"customerId\":\"\(long)\"}")
        ),
        .init(
            "an unknown status",
            422,
            "unacceptable",
            patch("/reservations/1", #"{"status":"BOGUS"}"#)
        ),
        .init(
            "an unknown shop status",
            422,
            "unacceptable",
            patch("/hairshops/1", #"{"rsvStatus":"BOGUS"}"#)
        ),
        .init(
            "an unknown payment status",
            422,
            "unacceptable",
            patch("/payments/1", #"{"status":"BOGUS"}"#)
        ),
        .init("a page before the first", 422, "unacceptable", get("/reservations?page=-1")),
        .init("a page of words", 422, "unacceptable", get("/reservations?page=two")),
        .init(
            "a page beyond 64 bits",
            422,
            "unacceptable",
            get("/reservations?page=99999999999999999999")
        ),
        .init("a size of none", 422, "unacceptable", get("/reservations?size=0")),
        .init("a size of too many", 422, "unacceptable", get("/reservations?size=100000")),
        .init("an order by nothing", 422, "unacceptable", get("/reservations?sort=nothing")),
        .init("slots of no day", 422, "unacceptable", get("/shops/1/slots?date=1")),
        .init("slots of no date", 422, "unacceptable", get("/shops/1/slots")),
    ]
}
