import HTTP
import Testing

@Suite("A reader of requests") struct RequestReaderTests {
    static let limits = MessageLimits(
        bodyBytes: 65_536,
        headerBytes: 16_384,
        fieldCount: 100,
        targetBytes: 8_192
    )

    private static let right: [String] = [
        "GET /a?b HTTP/1.1\r\nHost: a\r\nOrigin: o \r\nE:\r\nF: \t\r\n\r\n",
        "\r\n\r\nPOST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "2;a=\"b\"\r\nhi\r\n00A\r\n0123456789\r\n0\r\nX: y\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nEmpty:\r\n\r\nx",
        "BREW * HTTP/1.1\r\n", "OPTIONS * HTTP/1.0\r\n\r\n",
        "CONNECT /x HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: a\r\nOrigin: o\r\nContent-Length: 99\r\n\r\n",
    ]

    @Test(arguments: Self.right + Ambiguous.shapes)
    func `makes the same of it, whatever pieces it comes in`(text: String) {
        var limits = Self.limits
        limits.bodyBytes = 64
        let bytes = Array((text + Ambiguous.hidden + text).utf8)
        let whole = read(bytes, in: [], limits)
        #expect(whole.refusal != nil || !whole.requests.isEmpty)
        for first in bytes.indices.dropFirst() {
            #expect(read(bytes, in: [first], limits) == whole, "after \(first)")
        }
        for size in 1...7 {
            let pieces = read(bytes, in: repeatElement(size, count: bytes.count), limits)
            #expect(pieces == whole, "by \(size)")
        }
    }

    @Test func `sees one request after the other, and each as it was sent`() throws {
        let outcome = read(Array(Self.right[..<3].joined().utf8), in: [], Self.limits)
        #expect(outcome.refusal == nil && !outcome.isUnfinished)
        try #require(outcome.requests.count == 3)
        let (first, second, third) = (
            outcome.requests[0], outcome.requests[1], outcome.requests[2]
        )
        #expect((first.method, first.path, first.query) == ("GET", "/a", "b"))
        #expect(
            first.fields == [
                HTTPField("Host", "a"), HTTPField("Origin", "o"), HTTPField("E", ""),
                HTTPField("F", ""),
            ]
        )
        #expect(first.body.isEmpty && first.keepsAlive && !first.isChunked)
        #expect((second.method, second.path, second.query) == ("POST", "/a", nil))
        #expect(second.fields == [HTTPField("Host", "a"), HTTPField("Content-Length", "5")])
        #expect(second.body == Array("hello".utf8) && !second.isChunked)
        #expect(
            third.fields == [HTTPField("Host", "a"), HTTPField("Transfer-Encoding", "chunked")]
        )
        #expect(third.body == Array("hi0123456789".utf8) && third.isChunked)
    }

    /// The library takes the beginning of a name for the whole of it.
    @Test(arguments: [
        "Transfer-EncodingHost: a\r\nContent-Length: 2\r\n\r\nhi",
        "Content-Length: 2\r\nTRANSFER-ENCODING-X: chunked\r\n\r\nhi",
        "Transfer-Encodings:\r\nContent-Length: 2\r\n\r\nhi",
        "Transfer-Encodings: gzip\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encodings: gzip\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
    ])
    func `takes a field whose name begins like the one for chunks as any other`(rest: String) {
        let bytes = Array("POST / HTTP/1.1\r\nHost: a\r\n\(rest)".utf8)
        for size in [1, 20, 1_000] {
            let outcome = read(bytes, in: repeatElement(size, count: bytes.count), Self.limits)
            #expect(outcome.refusal == nil && !outcome.isUnfinished, "by \(size)")
            #expect(outcome.requests.map(\.body) == [Array("hi".utf8)], "by \(size)")
        }
    }

    /// And such a field does not hide the one for chunks from it.
    @Test(arguments: ["Transfer-Encoding: gzip", "Transfer-Encoding: chunked\r\nContent-Length: 2"])
    func `refuses the field for chunks beside one whose name begins like it`(fields: String) {
        let similar = "Transfer-Encodings: x"
        for lines in ["\(fields)\r\n\(similar)", "\(similar)\r\n\(fields)"] {
            let text = "POST / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\nhi"
            #expect(read(Array(text.utf8), in: [], Self.limits).refusal?.status == 400)
        }
    }

    @Test func `knows whether the client means to go on`() throws {
        let start = { (words: String) in
            read(Array("GET / HTTP/1.\(words)\r\n\r\n".utf8), in: [], Self.limits)
                .requests.first?.keepsAlive
        }
        #expect(start("1\r\nHost: a") == true)
        #expect(start("1\r\nHost: a\r\nConnection: Close") == false)
        #expect(start("1\r\nHost: a\r\nConnection: x, close") == false)
        #expect(start("0") == false)
        #expect(start("0\r\nConnection: Keep-Alive") == true)
    }

    @Test(arguments: [
        ("1.1", "", true), ("1.1", "Connection: close\t\r\n", false),
        ("1.1", "Connection: \tclose\r\n", false), ("1.1", "Connection: x,\tClose ,y\r\n", false),
        ("1.1", "Connection: x\r\nA: b\r\nconnection: CLOSE\r\n", false),
        ("1.1", "Connection: closed, close-x, keep-alive\r\n", true),
        ("1.1", "Connection:\r\n", true), ("1.1", "Connection: ,,\r\n", true),
        ("1.1", "X: close\r\n", true), ("1.0", "", false),
        ("1.0", "Connection: Keep-Alive\t\r\n", true),
        ("1.0", "Connection: keep-alive, close\r\n", false),
    ])
    func `knows so from the words of the field, with blanks around them or without`(
        version: String,
        fields: String,
        isKept: Bool
    ) throws {
        let text = "GET / HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n"
        let outcome = read(Array(text.utf8), in: [], Self.limits)
        #expect(outcome.requests.map(\.keepsAlive) == [isKept])
    }

    @Test func `stops at its limits, however large what it is given`() {
        var limits = Self.limits
        limits.headerBytes = 100
        limits.bodyBytes = 10
        let many = { (text: String) in String(repeating: text, count: 200) }
        let chunked = "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        let cases: [(String, Int)] = [
            ("GET / HTTP/1.1\r\nHost: a\r\nX: \(many("x"))", 431),
            ("GET / HTTP/1.1\r\nHost: a\r\n\(many("X"))", 431),
            (chunked + many("1\r\na\r\n"), 413), (chunked + "a\r\n0123456789\r\n1\r\n", 413),
            (chunked + "1;\(String(repeating: "x", count: 5_000))", 400),
            (chunked + "0\r\n" + many("X: y\r\n"), 431),
        ]
        for (text, status) in cases {
            for size in [1, 50, 100_000] {
                let sizes = repeatElement(size, count: text.utf8.count)
                let outcome = read(Array(text.utf8), in: sizes, limits)
                #expect(outcome.refusal?.status == status, "\(text.prefix(80)) by \(size)")
                #expect(outcome.requests.isEmpty)
            }
        }
    }
}
