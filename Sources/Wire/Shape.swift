/// What a value on the wire looks like: the source of schemas and of tolerant reading.
public indirect enum Shape: Equatable, Sendable {
    case text
    /// One of these words.
    case word([String])
    case integer(ClosedRange<Int64>)
    case boolean
    case list(of: Shape)
    case object([Property])

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

    /// A number that we gave.
    public static let number = Shape.integer(1...Int64.max)
}
