/// Writes the elements of one list.
struct ListEncoder: UnkeyedEncodingContainer {
    let encoding: Encoding
    /// How many containers surround the list.
    let depth: Int
    let place: Int

    var codingPath: [any CodingKey] { [] }
    var count: Int { encoding.state.elements(of: place, depth: depth) }

    func encodeNil() throws {
        try encoding.state.element(of: place, depth: depth)
        encoding.state.writer.null()
    }

    func encode(_ value: Bool) throws {
        try encoding.state.element(of: place, depth: depth)
        encoding.state.writer.boolean(value)
    }

    func encode(_ value: String) throws {
        try encoding.state.element(of: place, depth: depth)
        encoding.state.writer.text(value)
    }

    func encode(_ value: Double) throws {
        try encoding.state.element(of: place, depth: depth)
        try encoding.state.decimal(value)
    }

    func encode(_ value: Float) throws {
        try encoding.state.element(of: place, depth: depth)
        try encoding.state.single(value)
    }

    func encode(_ value: Int64) throws {
        try encoding.state.element(of: place, depth: depth)
        encoding.state.writer.integer(value)
    }

    func encode(_ value: Int) throws {
        try encoding.state.element(of: place, depth: depth)
        encoding.state.writer.integer(Int64(value))
    }

    func encode<T: Encodable & FixedWidthInteger>(_ value: T) throws {
        try encoding.state.element(of: place, depth: depth)
        try encoding.state.integer(value)
    }

    func encode<T: Encodable>(_ value: T) throws {
        try encoding.state.element(of: place, depth: depth)
        try encoding.value(value, depth: depth + 1)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) -> KeyedEncodingContainer<Nested> {
        encoder().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        encoder().unkeyedContainer()
    }

    func superEncoder() -> any Encoder { encoder() }

    private func encoder() -> PlaceEncoder {
        do {
            try encoding.state.element(of: place, depth: depth)
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
