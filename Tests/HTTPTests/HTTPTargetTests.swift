import HTTP
import Testing

@Suite("A path") struct PathTests {
    @Test(arguments: [
        ("/", []), ("", []), ("/a", ["a"]), ("/a/b", ["a", "b"]), ("/a/", ["a", ""]),
        ("//a", ["", "a"]), ("/a%2Fb/c", ["a/b", "c"]), ("/caf%C3%A9", ["café"]),
        ("/1+1", ["1+1"]), ("/%25", ["%"]), ("/%c3%a9", ["é"]), ("*", ["*"]),
    ]) func `is divided at its slashes, then decoded`(path: String, segments: [String]) throws {
        #expect(try pathSegments(path) == segments)
        #expect(try HTTPRequest(method: "GET", path: path).segments() == segments)
    }

    @Test(arguments: ["/%", "/%4", "/%4/a", "/%zz", "/%%41", "/a%2", "/%-1", "/%+1", "/% 1"])
    func `with a broken escape is refused`(path: String) {
        #expect(throws: HTTPTargetError.malformedEscape) { try pathSegments(path) }
    }

    @Test(arguments: ["/%FF", "/%C3", "/%C0%AF", "/%ED%A0%80", "/%F5%80%80%80"])
    func `that is not UTF-8 is refused`(path: String) {
        #expect(throws: HTTPTargetError.invalidUTF8) { try pathSegments(path) }
    }

    @Test(arguments: ["/%00", "/a%00b", "/\0"]) func `with a NUL is refused`(path: String) {
        #expect(throws: HTTPTargetError.nul) { try pathSegments(path) }
    }
}

@Suite("A query") struct QueryTests {
    @Test(arguments: [
        ("", []), ("a=1", [HTTPField("a", "1")]), ("a", [HTTPField("a", "")]),
        ("a=1&b=2&a=3", [HTTPField("a", "1"), HTTPField("b", "2"), HTTPField("a", "3")]),
        ("&&a=1&", [HTTPField("a", "1")]), ("a=b=c", [HTTPField("a", "b=c")]),
        ("=x", [HTTPField("", "x")]), ("a+b=c+d", [HTTPField("a b", "c d")]),
        ("a=%2B%26%3D", [HTTPField("a", "+&=")]), ("q=%ED%95%9C", [HTTPField("q", "한")]),
    ]) func `is read into pairs`(query: String, items: [HTTPField]) throws {
        #expect(try queryItems(query) == items)
        #expect(try HTTPRequest(method: "GET", path: "/", query: query).queryItems() == items)
    }

    @Test(arguments: ["a=%", "%=a", "a=1&b=%0", "a=%G1"])
    func `with a broken escape is refused`(query: String) {
        #expect(throws: HTTPTargetError.malformedEscape) { try queryItems(query) }
    }

    @Test func `that is not there has no pairs`() throws {
        #expect(try HTTPRequest(method: "GET", path: "/").queryItems() == [])
    }
}

@Suite("Reading a target") struct TargetFuzzTests {
    @Test(arguments: 0..<20) func `ends in text or a refusal, whatever comes`(seed: UInt64) {
        var chance = Chance(state: seed)
        let likely = Array("%%%%/&=+?abF09\0é".unicodeScalars)
        for _ in 0..<500 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...24, using: &chance) {
                text.append(likely.randomElement(using: &chance) ?? "x")
            }
            let segments = try? pathSegments(String(text))
            #expect(segments?.allSatisfy { !$0.utf8.contains(0) } ?? true)
            let items = try? queryItems(String(text))
            #expect(items?.allSatisfy { !$0.value.utf8.contains(0) } ?? true)
        }
    }

    @Test(arguments: 0..<20) func `undoes what escaping did`(seed: UInt64) throws {
        var chance = Chance(state: seed)
        for _ in 0..<200 {
            let original = String(
                decoding: (0..<8).map { _ in UInt8.random(in: 1...127, using: &chance) },
                as: UTF8.self
            )
            let escaped = original.utf8.map { byte in
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: byte & 1 == 0)
            }
            #expect(try percentDecoded(escaped.joined()) == original)
        }
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
