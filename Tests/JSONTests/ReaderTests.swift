import JSON
import Testing
import Wire

@Suite("The reader") struct ReaderTests {
    @Test func `reads every kind of value`() throws {
        let body =
            #" { "id" : 1, "name":"ada","price":-1.5e1,"ok":true,"no":false,"#
            + #""gone":null, "l":[1,[ ],{}] }"#
        let expected: Document = [
            "id": 1, "name": "ada", "price": -15.0, "ok": true, "no": false, "gone": nil,
            "l": [1, [], [:]],
        ]
        #expect(try read(body) == expected)
        #expect(try read("\t\"alone\"\r\n") == "alone")
    }

    @Test func `reads numbers as they are`() throws {
        #expect(try read("0") == .integer(0))
        #expect(try read("-0") == .integer(0))
        #expect(try read("9223372036854775807") == .integer(.max))
        #expect(try read("-9223372036854775808") == .integer(.min))
        #expect(try read("9223372036854775808") == .decimal(9_223_372_036_854_775_808))
        #expect(try read("18446744073709551616") == .decimal(18_446_744_073_709_551_616))
        #expect(try read("1.0") == .decimal(1))
        #expect(try read("0.1") == .decimal(0.1))
        #expect(try read("123456.789012345") == .decimal(123_456.789012345))
        #expect(try read("1E-7") == .decimal(1e-7))
        #expect(try read("2.2250738585072014e-308") == .decimal(.leastNormalMagnitude))
        #expect(try read("1e-999") == .decimal(0))
    }

    @Test func `reads escapes`() throws {
        #expect(try read(#""\"\\\/\b\f\n\r\t""#) == "\"\\/\u{8}\u{c}\n\r\t")
        #expect(try read(#""\u0041\u00e9\uC608\uD834\udd1e and more""#) == "Aé예𝄞 and more")
        #expect(try read(#""\u0000""#) == "\u{0}")
    }

    @Test func `reads names with escapes`() throws {
        #expect(try read(#"{"\u0061":1}"#)["a"] == 1)
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1", "[1,", "[1,]", "{\"a\":1,}", "{,}", "[,]", "{\"a\"}", "{\"a\":}",
        "{a:1}", "{1:1}", "{'a':1}", "[1 2]", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "]", "}", "[}",
        "{]",
        "+1", "-", "01", "-01", "00", "1.", ".5", "1.e3", "1e", "1e+", "0x10", "1_000", "NaN",
        "-NaN",
        "Infinity", "-Infinity", "1e999", "-1e999", "tru", "True", "nul", "nulll", "falsey",
        "undefined",
        "\"", "\"a", "\"a\nb\"", "\"a\u{0}b\"", "\"tab\tin a longer text\"", "\"\\x\"", "\"\\",
        "\"\\\"",
        "\"\\u12\"", "\"\\u123g\"", "\"\\uD800\"", "\"\\uD800\\u0041\"", "\"\\uD800x\"",
        "\"\\uDC00\"",
        "\"\\uDC00\\uD800\"", "\"\\ud83d\\", "1 2", "{} {}", "[]]", "null,", "// no\n1",
        "/* no */ 1",
        "[1, /* no */ 2]", "\u{FEFF}1", "\u{A0}1", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}",
        "{\"x\":{\"a\":1,\"b\":2,\"a\":3}}", "\u{0}", "1\u{0}", "\u{c}1",
    ])
    func `refuses`(_ text: String) {
        #expect(throws: JSONSyntaxError.self) { try read(text) }
    }

    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x80, 0x80],
            [0xE0, 0x9F, 0xBF], [0xE1, 0x80], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
            [0xF0, 0x80, 0x80, 0x80],
            [0xF0, 0x8F, 0xBF, 0xBF], [0xF1, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80],
            [0xFF], [0xE1, 0x80, 0xC0], [0xF1, 0x80, 0x80, 0x41],
        ] as [[UInt8]]
    )
    func `refuses what is not UTF-8`(_ sequence: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        #expect(problem([quote] + sequence + [quote])?.problem == "a text is not UTF-8")
        #expect(problem([quote] + sequence) != nil)
    }

    @Test(arguments: [
        "\u{80}", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{E000}", "\u{FFFF}", "\u{10000}",
        "\u{10FFFF}",
    ])
    func `takes the first and the last character of each length`(_ text: String) throws {
        #expect(try read("\"\(text)\"") == .text(text))
    }

    @Test func `says where the fault is`() {
        let fault = problem(Array(#"{"a":01}"#.utf8))
        #expect(
            fault == JSONSyntaxError(offset: 6, problem: "a number begins with a needless zero")
        )
        #expect(problem(Array(#"{"a":1,"b":2,"a":3}"#.utf8))?.offset == 14)
        #expect(problem([])?.problem == "the text is empty")
        #expect(problem(Array("[1] x".utf8))?.offset == 4)
    }

    @Test func `opens as many levels as it may, and no more`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try read(nested(32)) }
        #expect(throws: JSONSyntaxError.self) { try read(nested(33)) }
        #expect(throws: JSONSyntaxError.self) { try read("[]", depth: 0) }
        #expect(throws: JSONSyntaxError.self) { try read("[]", depth: -1) }
        #expect(try read("1", depth: 0) == 1)
        #expect(throws: Never.self) { try read(nested(512), depth: .max) }
        #expect(throws: JSONSyntaxError.self) { try read(nested(1_000_000), depth: .max) }
        #expect(throws: JSONSyntaxError.self) {
            try read(String(repeating: "{\"a\":", count: 100_000))
        }
    }

    @Test func `finds a repeated name among many, and quickly`() throws {
        let members = (0..<100_000).map { "\"name\($0)\":\($0)" }
        let clock = ContinuousClock()
        let time = try clock.measure {
            let document = try read("{\(members.joined(separator: ","))}")
            #expect(document.members.count == 100_000)
            #expect(document.members.last == .init("name99999", 99_999))
        }
        #expect(time < .seconds(20))
        #expect(problem(Array("{\(members.joined(separator: ",")),\"name77\":0}".utf8)) != nil)
        #expect(
            problem(Array("{\(members.joined(separator: ",")),\"n\\u0061me77\":0}".utf8)) != nil
        )
    }
}
