/// What one aggregate is called: a number that we gave, or words that came from outside.
public enum Key: Hashable, Codable, Sendable {
    case number(Int64)
    case text(String)

    /// Words are told apart by their bytes, as every store does: what only looks the same is
    /// something else.
    public static func == (a: Self, b: Self) -> Bool {
        switch (a, b) {
        case (.number(let a), .number(let b)): a == b
        case (.text(let a), .text(let b)): a.utf8.elementsEqual(b.utf8)
        case (.number, .text), (.text, .number): false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .number(let number): hasher.combine(number)
        case .text(var text): text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
    }
}

/// An identity of an aggregate. It can be written as a ``Key`` and read back from it.
public protocol AggregateIdentity: Hashable, Codable, Sendable {
    var key: Key { get }

    /// Nil when the key is none of this identity.
    init?(key: Key)
}

/// A number that cannot be mistaken for the number of something else.
public struct ID<Owner>: AggregateIdentity {
    public let number: Int64

    public init(_ number: Int64) { self.number = number }

    /// The same number, seen by someone who calls its owner by another name.
    public init<Other>(_ other: ID<Other>) { number = other.number }

    public var key: Key { .number(number) }

    public init?(key: Key) {
        guard case .number(let number) = key else { return nil }
        self.number = number
    }
}

extension ID: ExpressibleByIntegerLiteral {
    public init(integerLiteral number: Int64) { self.init(number) }
}

extension ID: Codable {
    public init(from decoder: any Decoder) throws {
        number = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }
}

/// Words from outside that cannot be mistaken for the words of something else.
public struct Name<Owner>: AggregateIdentity {
    public let text: String

    public init(_ text: String) { self.text = text }

    public var key: Key { .text(text) }

    public init?(key: Key) {
        guard case .text(let text) = key else { return nil }
        self.text = text
    }
}

extension Name: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) { self.init(text) }
}

extension Name: Codable {
    public init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
