import HTTP
import HTTPServer
import Testing

@Suite("A request made to hide another") struct SmugglingTests {
    static let hidden = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"
    static let long = "Content-Length: \(hidden.utf8.count)"

    static let shapes: [String] = [
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\(long)\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\n\(long)\r\nContent-Length: 0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 36\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length\t: 36\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\n Content-Length: 36\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nX: y\r\n Content-Length: 36\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n 36\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n 0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0, 36\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\u{B}\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\(long)\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\n\(long)\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
            + "Transfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \u{B}chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\nX: y\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\u{1}b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX\0: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX(y): b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n: b\r\nX: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\nY: c\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n 36\r\nX: y\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nX: y\r\n\tContent-Length: 36\r\nY: z\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: b\n\n",
        "GET / HTTP/1.1\nHost: a\r\n\r\n",
        "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET a HTTP/1.1\r\nHost: a\r\n\r\n",
        "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /é HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
        "G(T / HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
    ]

    @Test(arguments: shapes) func `gets 400 and is the last`(shape: String) throws {
        let recorder = Recorder()
        let server = try serve(recorder)
        let client = try RawClient(server.port)
        client.send(shape + Self.hidden)
        let response = client.receive()
        #expect(response?.status == 400)
        #expect(response?.fields["content-type"] == "application/problem+json")
        #expect(response?.isLast == true)
        #expect(client.rest() == "")
        #expect(recorder.seen.isEmpty)
        #expect(eventually { server.requestsInFlight == 0 })
        server.stop(within: 1)
    }

    @Test func `is told from what is merely unusual`() throws {
        let recorder = Recorder()
        let server = try serve(recorder)
        let client = try RawClient(server.port)
        let requests = [
            "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
            "BREW /pot HTTP/1.1\r\nhOST: a\r\n\r\n",
            "POST / HTTP/1.1\r\nHost:\r\ncontent-length:\t2\r\n\r\nhi",
            "POST / HTTP/1.1\r\nHost:a\r\nTRANSFER-ENCODING:CHUNKED\r\n\r\n0\r\n\r\n",
            "GET //x/../y HTTP/1.1\r\nHost: a\r\nX: \u{E9}\t!\r\nCookie: a=b; c=\"d;e\"\r\n\r\n",
            "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        ]
        for request in requests {
            client.send(request)
            #expect(client.receive()?.status == 200, "\(request)")
        }
    }

    @Test(arguments: 0..<10) func `does not bring the server down, whatever it is`(seed: UInt64)
        throws
    {
        let server = try serve(Recorder())
        var chance = Chance(state: seed)
        for _ in 0..<30 {
            var bytes = Array((Self.shapes.randomElement(using: &chance) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...4, using: &chance) {
                guard let index = bytes.indices.randomElement(using: &chance) else { break }
                if Bool.random(using: &chance) {
                    bytes[index] = UInt8.random(in: 0...255, using: &chance)
                } else {
                    bytes.remove(at: index)
                }
            }
            let client = try RawClient(server.port, timeoutMilliseconds: 60)
            client.send(bytes)
            client.halfClose()
            while client.receive() != nil {}
        }
        let client = try RawClient(server.port)
        client.send("GET /alive HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.receive()?.body == "GET /alive ")
        server.stop(within: 1)
    }
}

/// Numbers that are the same for the same seed.
private struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
