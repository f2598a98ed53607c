/// Reads the elements of one list, from first to last.
struct ListDecoder: UnkeyedDecodingContainer {
    private let tape: Tape
    private let list: Int
    private(set) var currentIndex = 0
    /// Where the next element is.
    private var next: Int

    init(tape: Tape, list: Int) {
        self.tape = tape
        self.list = list
        next = list + 1
    }

    var codingPath: [any CodingKey] { tape.path(to: list) }
    var count: Int? { Int(tape.nodes[list].length) }
    var isAtEnd: Bool { currentIndex >= Int(tape.nodes[list].length) }

    /// The element at hand, which must be there.
    private func element(_ type: any Any.Type) throws -> Int {
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                type,
                .init(codingPath: codingPath, debugDescription: "the list is too short")
            )
        }
        return next
    }

    /// Reads the element at hand and goes on, unless it cannot be read.
    @inline(__always) private mutating func advance<T>(_ read: (Int) throws -> T) throws -> T {
        let index = try element(T.self)
        let value = try read(index)
        next = Int(tape.nodes[index].next)
        currentIndex += 1
        return value
    }

    mutating func decodeNil() throws -> Bool {
        let index = try element(Never.self)
        guard tape.kind(index) == .null else { return false }
        next = Int(tape.nodes[index].next)
        currentIndex += 1
        return true
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool {
        try advance { [tape] in try tape.bool($0) }
    }

    mutating func decode(_ type: String.Type) throws -> String {
        try advance { [tape] in try tape.string($0) }
    }

    mutating func decode(_ type: Double.Type) throws -> Double {
        try advance { [tape] in try tape.decimal($0) }
    }

    mutating func decode(_ type: Float.Type) throws -> Float {
        try advance { [tape] in try tape.single($0) }
    }

    mutating func decode<T: Decodable & FixedWidthInteger>(_ type: T.Type) throws -> T {
        try advance { [tape] in try tape.integer($0, as: type) }
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        try advance { [tape] in try T(from: NodeDecoder(tape: tape, index: $0)) }
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        try advance { [tape] in
            try NodeDecoder(tape: tape, index: $0).container(keyedBy: type)
        }
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try advance { [tape] in try NodeDecoder(tape: tape, index: $0).unkeyedContainer() }
    }

    mutating func superDecoder() throws -> any Decoder {
        try advance { [tape] in NodeDecoder(tape: tape, index: $0) }
    }
}
