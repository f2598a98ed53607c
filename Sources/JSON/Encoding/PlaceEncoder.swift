/// What a type sees while it writes itself: the place where its value goes.
///
/// Three words, so that it fits an existential without a box.
struct PlaceEncoder: Encoder, SingleValueEncodingContainer {
    let encoding: Encoding
    /// How many containers surround the place.
    let depth: Int
    let place: Int

    /// Nothing: values are written at once, and where they stand is not kept.
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        encoding.state.open(at: place, depth: depth, isObject: true)
        return KeyedEncodingContainer(
            ObjectEncoder(encoding: encoding, depth: depth, place: place)
        )
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        encoding.state.open(at: place, depth: depth, isObject: false)
        return ListEncoder(encoding: encoding, depth: depth, place: place)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() throws {
        try encoding.state.fill(place)
        encoding.state.writer.null()
    }

    func encode(_ value: Bool) throws {
        try encoding.state.fill(place)
        encoding.state.writer.boolean(value)
    }

    func encode(_ value: String) throws {
        try encoding.state.fill(place)
        encoding.state.writer.text(value)
    }

    func encode(_ value: Double) throws {
        try encoding.state.fill(place)
        try encoding.state.decimal(value)
    }

    func encode(_ value: Float) throws {
        try encoding.state.fill(place)
        try encoding.state.single(value)
    }

    func encode(_ value: Int64) throws {
        try encoding.state.fill(place)
        encoding.state.writer.integer(value)
    }

    func encode(_ value: Int) throws {
        try encoding.state.fill(place)
        encoding.state.writer.integer(Int64(value))
    }

    func encode<T: Encodable & FixedWidthInteger>(_ value: T) throws {
        try encoding.state.fill(place)
        try encoding.state.integer(value)
    }

    func encode<T: Encodable>(_ value: T) throws {
        try encoding.state.fill(place)
        try encoding.value(value, depth: depth)
    }
}
