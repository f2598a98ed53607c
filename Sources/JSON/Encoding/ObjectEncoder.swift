/// Writes the members of one object.
struct ObjectEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoding: Encoding
    /// How many containers surround the object.
    let depth: Int
    let place: Int

    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) throws {
        try encoding.state.member(key, of: place, depth: depth)
        encoding.state.writer.null()
    }

    func encode(_ value: Bool, forKey key: Key) throws {
        try encoding.state.member(key, of: place, depth: depth)
        encoding.state.writer.boolean(value)
    }

    func encode(_ value: String, forKey key: Key) throws {
        try encoding.state.member(key, of: place, depth: depth)
        encoding.state.writer.text(value)
    }

    func encode(_ value: Double, forKey key: Key) throws {
        try encoding.state.member(key, of: place, depth: depth)
        try encoding.state.decimal(value)
    }

    func encode(_ value: Float, forKey key: Key) throws {
        try encoding.state.member(key, of: place, depth: depth)
        try encoding.state.single(value)
    }

    func encode(_ value: Int64, forKey key: Key) throws {
        try encoding.state.member(key, of: place, depth: depth)
        encoding.state.writer.integer(value)
    }

    func encode(_ value: Int, forKey key: Key) throws {
        try encoding.state.member(key, of: place, depth: depth)
        encoding.state.writer.integer(Int64(value))
    }

    func encode<T: Encodable & FixedWidthInteger>(_ value: T, forKey key: Key) throws {
        try encoding.state.member(key, of: place, depth: depth)
        try encoding.state.integer(value)
    }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        try encoding.state.member(key, of: place, depth: depth)
        try encoding.value(value, depth: depth + 1)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        encoder(for: key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        encoder(for: key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { encoder(for: PathKey(stringValue: "super")) }
    func superEncoder(forKey key: Key) -> any Encoder { encoder(for: key) }

    /// An encoder for the value of a member. If this object is closed, so is the member.
    private func encoder(for key: some CodingKey) -> PlaceEncoder {
        do {
            try encoding.state.member(key, of: place, depth: depth)
            return PlaceEncoder(
                encoding: encoding,
                depth: depth + 1,
                place: encoding.state.awaitValue()
            )
        } catch {
            return PlaceEncoder(
                encoding: encoding,
                depth: depth + 1,
                place: encoding.state.nowhere()
            )
        }
    }
}
