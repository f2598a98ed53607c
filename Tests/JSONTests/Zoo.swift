/// Types of all the shapes that messages have.
struct ID: Codable, Hashable {
    let number: Int64

    init(_ number: Int64) { self.number = number }

    init(from decoder: any Decoder) throws {
        number = try decoder.singleValueContainer().decode(Int64.self)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }
}

enum Seat: Codable, Equatable {
    case held(
        customer: String,
        until: Int64,
        seat: ID,
        performance: ID,
        note: String?,
        price: Double
    )
    case sold(to: String)
    case expired

    enum CodingKeys: String, CodingKey {
        case held
        case sold = "seat-sold"
        case expired
    }
    enum SoldCodingKeys: String, CodingKey { case to = "buyer" }
}

enum Size: String, Codable, CodingKeyRepresentable { case small, large }
enum Rank: Int, Codable {
    case first = 1
    case second
}

struct Numbers: Codable, Equatable {
    var a: Int8 = .min
    var b: Int16 = .max
    var c: Int32 = .min
    var d: Int64 = .min
    var e: UInt8 = .max
    var f: UInt16 = .max
    var g: UInt32 = .max
    var h: UInt64 = .max
    var i: Int = .max
    var j: UInt = 7
    var k: Float = 0.1
    var l: Double = -1.25e-7
    var m = true
    var n: Int? = nil
    var o: Double? = 2
}

/// Writes the list and the object inside itself by hand.
struct ByHand: Codable, Equatable {
    var x = 1
    var list = [1, 2]
    var isNull = true

    enum Keys: String, CodingKey { case inner, list, nothing }
    enum Inner: String, CodingKey { case x }

    init() {}

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        x = try container.nestedContainer(keyedBy: Inner.self, forKey: .inner)
            .decode(Int.self, forKey: .x)
        var elements = try container.nestedUnkeyedContainer(forKey: .list)
        list = []
        while !elements.isAtEnd {
            var pair = try elements.nestedUnkeyedContainer()
            list.append(try pair.decode(Int.self))
            isNull = try pair.decodeNil()
        }
        isNull = try isNull && container.decodeNil(forKey: .nothing)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        var inner = container.nestedContainer(keyedBy: Inner.self, forKey: .inner)
        try inner.encode(x, forKey: .x)
        var elements = container.nestedUnkeyedContainer(forKey: .list)
        for element in list {
            var pair = elements.nestedUnkeyedContainer()
            try pair.encode(element)
            try pair.encodeNil()
        }
        try container.encodeNil(forKey: .nothing)
    }
}

class Animal: Codable {
    var legs: Int

    init(legs: Int) { self.legs = legs }
}

final class Cat: Animal, Equatable {
    var name: String

    enum CodingKeys: CodingKey { case name }

    init(name: String) {
        self.name = name
        super.init(legs: 4)
    }

    required init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        try super.init(from: container.superDecoder())
    }

    override func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try super.encode(to: container.superEncoder())
        try container.encode(name, forKey: .name)
    }

    static func == (one: Cat, other: Cat) -> Bool {
        one.name == other.name && one.legs == other.legs
    }
}

indirect enum Tree: Codable, Equatable {
    case leaf
    case branch(left: Tree, right: Tree)
}

struct Zoo: Codable, Equatable {
    var numbers = Numbers()
    var seats: [Seat] = [
        .held(customer: "ada", until: 9, seat: ID(1), performance: ID(-2), note: nil, price: 0.5),
        .held(customer: "b\"ob", until: .max, seat: ID(0), performance: ID(3), note: "예", price: 2),
        .sold(to: "cleo\n"), .expired,
    ]
    var size = Size.large
    var rank = Rank.second
    var byName: [String: ID] = ["a": ID(1), "b\"": ID(2)]
    var byNumber: [Int: String] = [3: "three", -4: "four"]
    var bySize: [Size: Int] = [.small: 1, .large: 2]
    var byID: [ID: Bool] = [ID(5): true]
    var byHand = ByHand()
    var cat = Cat(name: "Tom")
    var tree = Tree.branch(left: .leaf, right: .branch(left: .leaf, right: .leaf))
    var gaps: [Int?] = [1, nil, 3]
    var rows: [[String]] = [[], ["x", ""]]
    var unique: Set<Int> = [7]
    var nothing: String? = nil
    var something: Size? = .small
}
