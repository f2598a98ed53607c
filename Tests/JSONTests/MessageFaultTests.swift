import JSON
import Testing

@Suite("A message that is wrong") struct MessageFaultTests {
    private func fault<T: Decodable>(_ type: T.Type, _ text: String) -> String? {
        do {
            _ = try decoded(type, text)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func `is told apart by its path`() {
        #expect(
            fault([Seat].self, #"[{"expired":{}},{"held":{}}]"#) == "1.held: customer is missing"
        )
        #expect(
            fault([String: [Int]].self, #"{"a":[],"b":[1,"2"]}"#) == "b.1: an integer is expected"
        )
        #expect(fault([String: [Int]].self, #"{"a":[[]]}"#) == "a.0: an integer is expected")
        #expect(fault(ID.self, "null") == "an integer is expected")
        #expect(fault([ID].self, "{}") == "a list is expected")
        #expect(fault([String: ID].self, "[]") == "an object is expected")
        #expect(fault([Bool].self, "[1]") == "0: true or false is expected")
        #expect(fault([String].self, "[1]") == "0: a text is expected")
        #expect(fault([Double].self, #"["1"]"#) == "0: a number is expected")
        #expect(fault([Int].self, "[1,]") == "a value is expected (at byte 3)")
    }

    @Test func `has numbers out of range`() {
        #expect(fault([Int8].self, "[127,-128]") == nil)
        #expect(fault([Int8].self, "[128]") == "0: the number is no Int8")
        #expect(fault([Int8].self, "[-129]") != nil)
        #expect(fault([UInt8].self, "[-1]") != nil)
        #expect(fault([UInt8].self, "[-0]") == nil)
        #expect(fault([UInt64].self, "[18446744073709551615]") == nil)
        #expect(fault([UInt64].self, "[18446744073709551616]") != nil)
        #expect(fault([Int64].self, "[-9223372036854775809]") != nil)
        #expect(fault([Int64].self, "[-9223372036854775808]") == nil)
        #expect(fault([Int].self, "[1.5]") != nil)
        #expect(fault([Int].self, "[1e300]") != nil)
        #expect(fault([Int].self, "[1e999]") != nil)
        #expect(fault([Double].self, "[1e999]") == "0: the number is no Double")
        #expect(fault([Float].self, "[1e39]") == "0: the number is no Float")
        #expect(fault([Int].self, "[\(String(repeating: "9", count: 400))]") != nil)
    }

    @Test func `is nested too deeply`() {
        #expect(fault([Int].self, String(repeating: "[", count: 100_000)) != nil)
        var tree = Tree.leaf
        for _ in 0..<200 { tree = .branch(left: tree, right: .leaf) }
        #expect(throws: MessageCoderError.self) { try encoded(tree) }
    }

    @Test func `cannot be written`() throws {
        struct Empty: Encodable { func encode(to encoder: any Encoder) {} }
        struct Twice: Encodable {
            func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                try container.encode(1)
                try container.encode(2)
            }
        }
        struct Reopened: Encodable {
            func encode(to encoder: any Encoder) throws {
                var outer = encoder.unkeyedContainer()
                var first = outer.nestedUnkeyedContainer()
                var second = outer.nestedUnkeyedContainer()
                try second.encode(1)
                try first.encode(1)
            }
        }
        struct Both: Encodable {
            func encode(to encoder: any Encoder) throws {
                _ = encoder.unkeyedContainer()
                _ = encoder.container(keyedBy: Seat.CodingKeys.self)
            }
        }
        #expect(throws: MessageCoderError.self) { try encoded(Empty()) }
        #expect(throws: MessageCoderError.self) { try encoded(Twice()) }
        #expect(throws: MessageCoderError.self) { try encoded(Reopened()) }
        #expect(throws: MessageCoderError.self) { try encoded(Both()) }
        #expect(throws: MessageCoderError.self) { try encoded([Double.infinity]) }
        #expect(throws: MessageCoderError.self) { try encoded([Float.nan]) }
        #expect(try text([Empty()]) == "[{}]")
    }

    @Test func `cannot hide a value that has failed`() {
        struct Hiding: Encodable {
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: PlainKey.self)
                try? container.encode(Double.nan, forKey: .a)
                try container.encode(1, forKey: .b)
            }
        }
        var bytes = Array("kept".utf8)
        #expect(throws: MessageCoderError(problem: "a number is not finite")) {
            try MessageCoder.encode(Hiding(), into: &bytes)
        }
        #expect(bytes == Array("kept".utf8))
    }

    @Test func `may leave places empty, which then hold empty objects`() throws {
        struct Supers: Encodable {
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: PlainKey.self)
                _ = container.superEncoder()
                _ = container.nestedUnkeyedContainer(forKey: .a)
                var again = encoder.container(keyedBy: PlainKey.self)
                try again.encode(1, forKey: .b)
            }
        }
        #expect(try text(Supers()) == #"{"super":{},"a":[],"b":1}"#)
    }

    @Test func `does not harm a decoder that outlives it`() throws {
        struct Keeper: Decodable {
            let decoder: any Decoder
            init(from decoder: any Decoder) throws { self.decoder = decoder }
        }
        let keeper = try decoded(Keeper.self, #"{"a":"a text that is long enough"}"#)
        let value = try [String: String](from: keeper.decoder)
        #expect(value == ["a": "a text that is long enough"])
    }
}

private enum PlainKey: CodingKey { case a, b }
