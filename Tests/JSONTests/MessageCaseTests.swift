import JSON
import Testing

@Suite("A message taken apart") struct MessageCaseTests {
    private let seats = Zoo().seats

    @Test func `leaves its case and its content`() throws {
        var bytes = Array("before ".utf8)
        let name = try MessageCoder.encodeCase(Seat.sold(to: "bob"), into: &bytes)
        #expect(name == "seat-sold")
        #expect(String(decoding: bytes, as: UTF8.self) == #"before {"buyer":"bob"}"#)
        bytes = []
        #expect(try MessageCoder.encodeCase(Seat.expired, into: &bytes) == "expired")
        #expect(String(decoding: bytes, as: UTF8.self) == "{}")
    }

    @Test func `can be put together again`() throws {
        for seat in seats {
            var bytes: [UInt8] = []
            let name = try MessageCoder.encodeCase(seat, into: &bytes)
            #expect(try MessageCoder.decodeCase(Seat.self, name: name, from: bytes) == seat)
        }
    }

    @Test func `must have one case with an object`() {
        var bytes = Array("kept".utf8)
        #expect(throws: MessageCoderError.self) {
            try MessageCoder.encodeCase(Numbers(), into: &bytes)
        }
        #expect(throws: MessageCoderError.self) { try MessageCoder.encodeCase(1, into: &bytes) }
        #expect(throws: MessageCoderError.self) { try MessageCoder.encodeCase([1], into: &bytes) }
        #expect(throws: MessageCoderError.self) {
            try MessageCoder.encodeCase(["a": 1], into: &bytes)
        }
        #expect(throws: MessageCoderError.self) {
            try MessageCoder.encodeCase([String: ID](), into: &bytes)
        }
        #expect(throws: MessageCoderError.self) {
            try MessageCoder.encodeCase(Double.nan, into: &bytes)
        }
        #expect(bytes == Array("kept".utf8))
    }

    @Test func `is refused if its content is not one value`() {
        for content in ["", "{},\"sold\":{}", "{}}", "[]", "1", "{\"buyer\":1}"] {
            #expect(throws: MessageCoderError.self) {
                try MessageCoder.decodeCase(Seat.self, name: "seat-sold", from: Array(content.utf8))
            }
        }
    }

    @Test func `is refused if its case is not known`() {
        #expect(throws: MessageCoderError.self) {
            try MessageCoder.decodeCase(Seat.self, name: "sold", from: Array("{}".utf8))
        }
    }

    @Test func `names the path to what is missing`() {
        #expect(throws: MessageCoderError(path: ["seat-sold"], problem: "buyer is missing")) {
            try MessageCoder.decodeCase(Seat.self, name: "seat-sold", from: Array("{}".utf8))
        }
    }
}
