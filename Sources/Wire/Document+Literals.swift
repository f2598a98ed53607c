extension Document: ExpressibleByNilLiteral {
    public init(nilLiteral: ()) { self = .null }
}

extension Document: ExpressibleByBooleanLiteral {
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension Document: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int64) { self = .integer(value) }
}

extension Document: ExpressibleByFloatLiteral {
    public init(floatLiteral value: Double) { self = .decimal(value) }
}

extension Document: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self = .text(value) }
}

extension Document: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: Document...) { self = .list(elements) }
}

extension Document: ExpressibleByDictionaryLiteral {
    /// Keeps the members in the order of the literal, repeated names included.
    public init(dictionaryLiteral elements: (String, Document)...) {
        self = .object(elements.map { name, value in Member(name, value) })
    }
}
