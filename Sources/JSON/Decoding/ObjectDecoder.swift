/// Reads the members of one object.
struct ObjectDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let tape: Tape
    let index: Int

    var codingPath: [any CodingKey] { tape.path(to: index) }

    var allKeys: [Key] {
        var keys: [Key] = []
        keys.reserveCapacity(Int(tape.nodes[index].length))
        var name = index + 1
        while name < Int(tape.nodes[index].next) {
            if let key = Key(stringValue: tape.string(tape.nodes[name])) { keys.append(key) }
            name = Int(tape.nodes[name + 1].next)
        }
        return keys
    }

    /// The value of a member that must be there.
    @inline(__always) private func value(_ key: some CodingKey) throws -> Int {
        if let value = tape.member(key.stringValue, of: index) { return value }
        throw missing(key)
    }

    private func missing(_ key: some CodingKey) -> any Error {
        DecodingError.keyNotFound(
            key,
            .init(codingPath: codingPath, debugDescription: "\(key.stringValue) is missing")
        )
    }

    /// The value of a member; `nil` if it is absent or null.
    @inline(__always) private func present(_ key: Key) -> Int? {
        guard let value = tape.member(key.stringValue, of: index), tape.kind(value) != .null else {
            return nil
        }
        return value
    }

    func contains(_ key: Key) -> Bool { tape.member(key.stringValue, of: index) != nil }
    func decodeNil(forKey key: Key) throws -> Bool { tape.kind(try value(key)) == .null }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try tape.bool(value(key)) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String {
        try tape.string(value(key))
    }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
        try tape.decimal(value(key))
    }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float {
        try tape.single(value(key))
    }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 {
        try tape.integer(value(key))
    }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int {
        Int(try tape.integer(value(key)))
    }
    func decode<T: Decodable & FixedWidthInteger>(_ type: T.Type, forKey key: Key) throws -> T {
        try tape.integer(value(key), as: type)
    }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        try T(from: NodeDecoder(tape: tape, index: value(key)))
    }

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
        try present(key).map { try tape.bool($0) }
    }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        try present(key).map { try tape.string($0) }
    }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
        try present(key).map { try tape.decimal($0) }
    }
    func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? {
        try present(key).map { try tape.single($0) }
    }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
        try present(key).map { try tape.integer($0) }
    }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        try present(key).map { Int(try tape.integer($0)) }
    }
    func decodeIfPresent<T: Decodable & FixedWidthInteger>(
        _ type: T.Type,
        forKey key: Key
    ) throws -> T? {
        try present(key).map { try tape.integer($0, as: type) }
    }
    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        try present(key).map { try T(from: NodeDecoder(tape: tape, index: $0)) }
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try NodeDecoder(tape: tape, index: value(key)).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try NodeDecoder(tape: tape, index: value(key)).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        NodeDecoder(tape: tape, index: try value(PathKey(stringValue: "super")))
    }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        NodeDecoder(tape: tape, index: try value(key))
    }
}
