/// What a value on the wire looks like: the source of schemas and of tolerant reading.
public indirect enum Shape: Equatable, Sendable {
    case text
    /// Text of so many characters, none of which is a control character.
    case line(ClosedRange<Int>)
    /// Text that these regular expressions (ECMA-262) match as a whole, one of them being enough.
    case form([Form])
    /// One of these words.
    case word([String])
    /// A name of the time zone database.
    case timeZone
    case integer(ClosedRange<Int64>)
    case boolean
    case list(of: Shape, upTo: Int? = nil)
    case object([Property])
    /// One of these. A form beside numbers says how they are written as text.
    case either([Shape])
    /// That, or null.
    case optional(Shape)

    /// One member of an object.
    public struct Property: Equatable, Sendable {
        public let name: String
        public let shape: Shape
        public let isRequired: Bool

        public init(_ name: String, _ shape: Shape, isRequired: Bool = true) {
            self.name = name
            self.shape = shape
            self.isRequired = isRequired
        }
    }

    /// A regular expression for a whole text, and how long that text can be. The length is said
    /// beside it because in some dialects `$` lets a line's end pass.
    public struct Form: Equatable, Sendable {
        public let pattern: String
        public let length: ClosedRange<Int>

        public init(_ pattern: String, length: ClosedRange<Int>) {
            self.pattern = "^(?:\(pattern))$"
            self.length = length
        }
    }

    /// A number that we gave.
    public static let number = Shape.integer(1...Int64.max)
}
