import HTTP
import HTTPServer
import Testing

@Suite("A request made to hide another") struct SmugglingTests {
    @Test(arguments: Ambiguous.shapes) func `gets 400 and is the last`(shape: String) throws {
        let recorder = Recorder()
        let server = try serve(recorder)
        let client = try RawClient(server.port)
        client.send(shape + Ambiguous.hidden)
        let response = client.receive()
        #expect(response?.status == 400)
        #expect(response?.fields["content-type"] == "application/problem+json")
        #expect(response?.fields["date"]?.hasSuffix(" GMT") == true)
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
            "GET //x/../y HTTP/1.1\r\nHost: a\r\nX: \u{E9}\t!\r\nCookie: a=b; c=\"d;e\"\r\n\r\n",
            "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        ]
        for request in requests {
            client.send(request)
            #expect(client.receive()?.status == 200, "\(request)")
        }
    }

    @Test(
        arguments: [
            "POST / HTTP/1.1\r\nHost:a\r\nTRANSFER-ENCODING:CHUNKED\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "2;a=\"b\"\r\nhi\r\n0\r\nX: y\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "0002\r\nhi\r\n00\r\n\r\n",
        ]
    )
    func `is told from a body in chunks`(request: String) throws {
        let server = try serve(Recorder())
        let client = try RawClient(server.port)
        client.send(request)
        let response = client.receive()
        #expect(response?.status == 200)
        #expect(response?.body.hasPrefix("POST / ") == true)
        #expect(response?.isLast == true)
        server.stop(within: 1)
    }

    @Test func `is refused in words that a page from another origin may read`() throws {
        let server = try serve(Recorder())
        let requests = [
            // Refused by us, in the head.
            "GET /p HTTP/1.1\r\nHost: a\r\nOrigin: https://b\r\nHost: c\r\n\r\n",
            // By us, for what follows the head.
            "POST /p HTTP/1.1\r\nHost: a\r\nOrigin: https://b\r\nContent-Length: 999999\r\n\r\n",
            // By the parser, in the head and in the body.
            "POST /p HTTP/1.1\r\nHost: a\r\nOrigin: https://b\r\nContent-Length: x\r\n\r\n",
            "POST /p HTTP/1.1\r\nHost: a\r\nOrigin: https://b\r\n"
                + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        ]
        for request in requests {
            let client = try RawClient(server.port)
            client.send(request)
            let response = client.receive()
            #expect([400, 413].contains(response?.status), "\(request)")
            #expect(response?.body.contains("\"path\":\"/p\"") == true, "\(request)")
            #expect(response?.fields["x-origin"] == "https://b", "\(request)")
            #expect(response?.fields["date"] != nil, "\(request)")
        }
    }

    @Test(arguments: 0..<10) func `does not bring the server down, whatever it is`(seed: UInt64)
        throws
    {
        let server = try serve(Recorder())
        var chance = Chance(state: seed)
        for _ in 0..<30 {
            var bytes = Array((Ambiguous.shapes.randomElement(using: &chance) ?? "").utf8)
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
