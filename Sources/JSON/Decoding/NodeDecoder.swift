/// What a type sees while it reads itself: one value of a tape.
///
/// Two words, so that it fits an existential without a box.
struct NodeDecoder: Decoder, SingleValueDecodingContainer {
    let tape: Tape
    let index: Int

    var codingPath: [any CodingKey] { tape.path(to: index) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(
        keyedBy type: Key.Type
    ) throws -> KeyedDecodingContainer<Key> {
        guard tape.kind(index) == .object else {
            throw tape.mismatch([String: Any].self, "an object", at: index)
        }
        return KeyedDecodingContainer(ObjectDecoder(tape: tape, index: index))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard tape.kind(index) == .list else {
            throw tape.mismatch([Any].self, "a list", at: index)
        }
        return ListDecoder(tape: tape, list: index)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func decodeNil() -> Bool { tape.kind(index) == .null }
    func decode(_ type: Bool.Type) throws -> Bool { try tape.bool(index) }
    func decode(_ type: String.Type) throws -> String { try tape.string(index) }
    func decode(_ type: Double.Type) throws -> Double { try tape.decimal(index) }
    func decode(_ type: Float.Type) throws -> Float { try tape.single(index) }
    func decode(_ type: Int64.Type) throws -> Int64 { try tape.integer(index) }
    func decode(_ type: Int.Type) throws -> Int { Int(try tape.integer(index)) }

    func decode<T: Decodable & FixedWidthInteger>(_ type: T.Type) throws -> T {
        try tape.integer(index, as: type)
    }

    func decode<T: Decodable>(_ type: T.Type) throws -> T { try T(from: self) }
}
