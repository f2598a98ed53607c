import JSON
import Kit
import Testing

private enum Seat {}
private enum Chair {}

private func json(_ value: some Encodable) throws -> String {
    var bytes: [UInt8] = []
    try MessageCoder.encode(value, into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
}

private func read<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
    try MessageCoder.decode(type, from: Array(text.utf8))
}

@Suite("What is stored")
struct CodingTests {
    @Test func `is a bare number or a bare word`() throws {
        #expect(try json([ID<Seat>(128)]) == "[128]")
        #expect(try json([Name<Seat>("A \"1\"")]) == #"["A \"1\""]"#)
        #expect(try json([Instant(milliseconds: -1)]) == "[-1]")
        #expect(try json([Day(year: 2021, month: 10, day: 1)]) == "[18901]")
        #expect(try json([TimeOfDay(hour: 14, minute: 0)]) == "[840]")
        #expect(try json(Money(5_000, .krw)) == #"{"amount":5000,"currency":"KRW"}"#)
        #expect(try json([Weekday.monday]) == #"["monday"]"#)
    }

    @Test(arguments: [1, 127, 128, 129, 1 << 40, Int64.max])
    func `X-D7 equal numbers are equal, however great`(number: Int64) throws {
        let other = try read([ID<Seat>].self, "[\(number)]")
        #expect(other == [ID(number)])
        #expect(Set(other).contains(ID(number)))
        #expect(ID<Chair>(ID<Seat>(number)) == ID<Chair>(number))
    }

    @Test func `comes back as it was`() throws {
        #expect(try read([Name<Seat>].self, #"["é"]"#) == ["é"])
        #expect(try read([Instant].self, "[7]") == [Instant(milliseconds: 7)])
        #expect(try read([Day].self, "[18901]").map(\.calendar.year) == [2021])
        #expect(try read([TimeOfDay].self, "[1440]").map(\.minutes) == [1_440])
        #expect(try read(Money.self, #"{"amount":-1,"currency":"EUR"}"#) == Money(-1, .eur))
    }

    @Test func `is refused where it is no such thing`() {
        #expect(throws: MessageCoderError.self) { try read([Day].self, "[2932897]") }
        #expect(throws: MessageCoderError.self) { try read([Day].self, "[99999999999]") }
        #expect(throws: MessageCoderError.self) { try read([TimeOfDay].self, "[1441]") }
        #expect(throws: MessageCoderError.self) { try read([TimeOfDay].self, "[-1]") }
        #expect(throws: MessageCoderError.self) { try read([ID<Seat>].self, #"["1"]"#) }
        #expect(throws: MessageCoderError.self) { try read([Name<Seat>].self, "[1]") }
        #expect(throws: MessageCoderError.self) {
            try read(Money.self, #"{"amount":1,"currency":"XXX"}"#)
        }
    }
}

@Suite("A key")
struct KeyTests {
    @Test func `is what an identity is called, and leads back to it`() {
        #expect(ID<Seat>(5).key == .number(5))
        #expect(ID<Seat>(key: .number(5)) == 5)
        #expect(ID<Seat>(key: .text("5")) == nil)
        #expect(Name<Seat>("5").key == .text("5"))
        #expect(Name<Seat>(key: .text("5")) == "5")
        #expect(Name<Seat>(key: .number(5)) == nil)
    }
}
