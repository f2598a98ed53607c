import Foundation
import JSON
import Testing
import Wire

func encoded(_ value: some Encodable) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try MessageCoder.encode(value, into: &bytes)
    return bytes
}

func text(_ value: some Encodable) throws -> String {
    String(decoding: try encoded(value), as: UTF8.self)
}

func decoded<T: Decodable>(_ type: T.Type, _ text: String) throws -> T {
    try MessageCoder.decode(type, from: Array(text.utf8))
}

@Suite("The message coder") struct MessageCoderTests {
    private func agrees<T: Codable & Equatable>(_ value: T) throws {
        let ours = try encoded(value)
        let theirs = try JSONEncoder().encode(value)
        let left = try JSONSerialization.jsonObject(with: Data(ours), options: .fragmentsAllowed)
        let right = try JSONSerialization.jsonObject(with: theirs, options: .fragmentsAllowed)
        #expect((left as? NSObject) == (right as? NSObject))
        #expect(try MessageCoder.decode(T.self, from: ours) == value)
        #expect(try MessageCoder.decode(T.self, from: Array(theirs)) == value)
        #expect(try JSONDecoder().decode(T.self, from: Data(ours)) == value)
    }

    @Test func `agrees with Foundation about every kind of type`() throws {
        let zoo = Zoo()
        try agrees(zoo)
        try agrees(zoo.numbers)
        try agrees(zoo.seats)
        try agrees(zoo.byNumber)
        try agrees(zoo.bySize)
        try agrees(zoo.byID)
        try agrees(zoo.byHand)
        try agrees(zoo.cat)
        try agrees(zoo.tree)
        try agrees(zoo.gaps)
        try agrees([Zoo(), Zoo()])
    }

    @Test func `agrees with Foundation about values that stand alone`() throws {
        try agrees(1)
        try agrees("ada")
        try agrees(true)
        try agrees(1.5)
        try agrees(ID(4))
        try agrees(Size.small)
        try agrees([Int]())
        try agrees([String: Int]())
        try agrees([UInt64.max])
        try agrees([Float.pi])
    }

    @Test func `writes members in the order of their declaration`() throws {
        let seat = Seat.held(
            customer: "ada",
            until: 1,
            seat: ID(2),
            performance: ID(3),
            note: nil,
            price: 0.5
        )
        #expect(
            try text(seat)
                == #"{"held":{"customer":"ada","until":1,"seat":2,"performance":3,"price":0.5}}"#
        )
        #expect(try text(Seat.expired) == #"{"expired":{}}"#)
        #expect(try text(Seat.sold(to: "bob")) == #"{"seat-sold":{"buyer":"bob"}}"#)
    }

    @Test func `reads members in any order and passes over those it does not know`() throws {
        let seat = try decoded(
            Seat.self,
            #"{"held":{"new":[{"a":1}],"price":2,"note":null,"performance":3,"until":1.0e0,"x":{},"#
                + #""cust\u006fmer":"ada","seat":2}}"#
        )
        let expected = Seat.held(
            customer: "ada",
            until: 1,
            seat: ID(2),
            performance: ID(3),
            note: nil,
            price: 2
        )
        #expect(seat == expected)
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `reads what it has written`(_ number: UInt64) throws {
        var seed = Seed(number)
        var zoo = Zoo()
        zoo.numbers.d = Int64(truncatingIfNeeded: seed.next())
        zoo.numbers.h = seed.next()
        zoo.numbers.l = Double(Int64(truncatingIfNeeded: seed.next())) / 1000
        zoo.numbers.k = Float.random(in: -1e9...1e9, using: &seed)
        zoo.nothing = Bool.random(using: &seed) ? anyText(&seed) : nil
        zoo.seats = (0..<Int.random(in: 0..<9, using: &seed)).map { _ in
            let customer = anyText(&seed)
            return Bool.random(using: &seed)
                ? .sold(to: customer)
                : .held(
                    customer: customer,
                    until: Int64(truncatingIfNeeded: seed.next()),
                    seat: ID(1),
                    performance: ID(2),
                    note: customer,
                    price: .random(in: 0...1, using: &seed)
                )
        }
        zoo.byName = [:]
        for _ in 0..<Int.random(in: 0..<40, using: &seed) {
            zoo.byName[anyText(&seed)] = ID(Int64(truncatingIfNeeded: seed.next()))
        }
        #expect(try MessageCoder.decode(Zoo.self, from: encoded(zoo)) == zoo)
        #expect(try JSONDecoder().decode(Zoo.self, from: Data(encoded(zoo))) == zoo)
    }

    @Test func `reads null and absence alike where a value is optional`() throws {
        struct Note: Codable, Equatable {
            var text: String?
            var number: Int?
            var tiny: UInt8?
            var ratio: Double?
            var flag: Bool?
            var single: Float?
            var size: Size?
        }
        #expect(try text(Note()) == "{}")
        #expect(try decoded(Note.self, "{}") == Note())
        let nulls = #"{"text":null,"number":null,"tiny":null,"ratio":null,"flag":null,"#
        #expect(try decoded(Note.self, nulls + #""single":null,"size":null}"#) == Note())
        let full = Note(
            text: "a",
            number: 1,
            tiny: 2,
            ratio: 0.5,
            flag: true,
            single: 1.5,
            size: .small
        )
        try agrees(full)
        #expect(try decoded(Int?.self, "null") == nil)
        #expect(try text(Int?.none) == "null")
    }

    @Test func `reads a large dictionary quickly`() throws {
        let numbers = Dictionary(uniqueKeysWithValues: (0..<50_000).map { ("name\($0)", ID($0)) })
        let bytes = try encoded(numbers)
        let time = try ContinuousClock().measure {
            let read = try MessageCoder.decode([String: ID].self, from: bytes)
            #expect(read == numbers)
        }
        #expect(time < .seconds(20))
    }
}
