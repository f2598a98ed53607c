import HTTP
import Testing

/// A head that comes again is not read again: nothing else may be different.
@Suite("A head that was read before") struct RepeatedHeadTests {
    private static let limits = RequestReaderTests.limits

    private func requests(_ texts: String..., in sizes: [Int] = []) -> ReadRequests {
        read(Array(texts.joined().utf8), in: sizes, Self.limits)
    }

    private func post(_ body: String, path: String = "/a?b=c", more: String = "") -> String {
        "POST \(path) HTTP/1.1\r\nHost: a\r\nOrigin: o\r\n\(more)"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test func `means what it meant, with the body that has come with it`() throws {
        let outcome = requests(post("one"), post("two"), post(""), post("six"), post("ten"))
        #expect(outcome.refusal == nil && !outcome.isUnfinished)
        #expect(
            outcome.requests.map { String(decoding: $0.body, as: UTF8.self) }
                == ["one", "two", "", "six", "ten"]
        )
        for request in outcome.requests {
            #expect((request.method, request.path, request.query) == ("POST", "/a", "b=c"))
            #expect(request.keepsAlive && !request.isChunked && !request.isOld)
            #expect(
                request.fields == [
                    HTTPField("Host", "a"), HTTPField("Origin", "o"),
                    HTTPField("Content-Length", "\(request.body.count)"),
                ]
            )
        }
    }

    /// Each with one byte that is another one, in its place.
    @Test func `is read when any byte of it is another one`() {
        let first = Array(post("one").utf8)
        let others: [UInt8] = [0, 13, 32, 58, 66, 200]
        var mistaken: [Int] = []
        for index in first.indices.dropLast(3) {
            for other in others where other != first[index] {
                var second = first
                second[index] = other
                let alone = read(second, in: [], Self.limits)
                let both = read(first + second, in: [], Self.limits)
                let isSame =
                    both.requests.dropFirst() == alone.requests[...]
                    && both.refusal == alone.refusal
                if !isSame { mistaken.append(index) }
            }
        }
        #expect(mistaken == [])
    }

    @Test func `waits for a body that has not come with it`() throws {
        let (first, second) = (post("one"), post("two"))
        let size = first.utf8.count
        for missing in 1...(size + 3) {
            let early = requests(first, second, in: [2 * size - missing])
            #expect(early.requests.count == 2 && early.refusal == nil, "\(missing)")
            #expect(early.requests.last?.body == Array("two".utf8), "\(missing)")
        }
        let never = read(Array((first + second).utf8.dropLast()), in: [], Self.limits)
        #expect(never.requests.count == 1 && never.isUnfinished)
    }

    @Test func `lets nothing pass that hides behind it`() {
        let outcome = requests(post("one"), post("two"), "GET / HTTP/1.1\r\n\r\n")
        #expect(outcome.requests.count == 2)
        #expect(outcome.refusal?.status == 400)
        #expect(requests(post("one"), post("two"), "G").isUnfinished)
    }

    @Test(arguments: ["\r\n", "\n\r\n"])
    func `may have empty lines before it, the first time or the second`(lines: String) {
        #expect(requests(lines, post("one"), post("two"), post("ten")).requests.count == 3)
        #expect(requests(post("one"), lines, post("two"), post("ten")).requests.count == 3)
    }

    @Test func `tells nothing of the length of chunks`() {
        let chunked =
            "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"
        let other = chunked.replacing("2\r\nhi", with: "1\r\nz")
        let wrong = chunked.replacing("hi\r\n", with: "hi0\n")
        let outcome = requests(chunked, chunked, other, wrong)
        #expect(
            outcome.requests.map { String(decoding: $0.body, as: UTF8.self) }
                == ["hi", "hi", "z"]
        )
        #expect(outcome.refusal?.status == 400)
    }

    @Test func `is the last one of the connection, not any`() {
        let (ours, theirs) = (post("one"), post("two", path: "/d"))
        let outcome = requests(ours, theirs, ours, ours, theirs, theirs)
        #expect(outcome.requests.map(\.path) == ["/a", "/d", "/a", "/a", "/d", "/d"])
        #expect(outcome.requests.map(\.query) == ["b=c", nil, "b=c", "b=c", nil, nil])
    }

    @Test(arguments: [900, 1_100])
    func `may be long`(length: Int) {
        let long = post("one", more: "X: \(String(repeating: "x", count: length))\r\n")
        let outcome = requests(long, long, long)
        #expect(outcome.requests.count == 3)
        #expect(Set(outcome.requests.map { $0.fields.map(\.value) }).count == 1)
    }

    @Test func `says who has sent it`() {
        let text = post("one")
        let reader = RequestReader(limits: Self.limits)
        for _ in 0..<3 {
            var bytes = Array(text.utf8)
            #expect(bytes.withUnsafeBufferPointer { reader.read($0) } == .whole(bytes.count))
            let before = bytes.withUnsafeBufferPointer { reader.sender(in: $0) }
            #expect(before == ("/a", "o"))
            _ = bytes.withUnsafeBufferPointer { reader.request(in: $0, localPort: 1) }
            // While an answer is waited for the bytes are gone.
            bytes = []
            #expect(bytes.withUnsafeBufferPointer { reader.sender(in: $0) } == ("/a", "o"))
            reader.begin()
        }
    }
}
