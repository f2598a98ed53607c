extension MessageCoder {
    /// The message that the bytes spell.
    public static func decode<D: Decodable>(
        _ type: D.Type,
        from bytes: UnsafeRawBufferPointer
    ) throws(MessageCoderError) -> D {
        try decode(type, name: nil, from: bytes)
    }

    /// The message that the bytes spell.
    public static func decode<D: Decodable>(
        _ type: D.Type,
        from bytes: [UInt8]
    ) throws(MessageCoderError) -> D {
        try bytes.withUnsafeBufferPointer { (buffer) throws(MessageCoderError) in
            try decode(type, name: nil, from: UnsafeRawBufferPointer(buffer))
        }
    }

    /// The message that `encodeCase` has taken apart: reads as if `{name: inner}` stood there.
    public static func decodeCase<D: Decodable>(
        _ type: D.Type,
        name: String,
        from inner: UnsafeRawBufferPointer
    ) throws(MessageCoderError) -> D {
        try decode(type, name: name, from: inner)
    }

    /// The message that `encodeCase` has taken apart, as above.
    public static func decodeCase<D: Decodable>(
        _ type: D.Type,
        name: String,
        from inner: [UInt8]
    ) throws(MessageCoderError) -> D {
        try inner.withUnsafeBufferPointer { (buffer) throws(MessageCoderError) in
            try decode(type, name: name, from: UnsafeRawBufferPointer(buffer))
        }
    }

    private static func decode<D: Decodable>(
        _ type: D.Type,
        name: String?,
        from bytes: UnsafeRawBufferPointer
    ) throws(MessageCoderError) -> D {
        do {
            var tape = try Tape(bytes, under: name)
            // A decoder that outlives its message must not outlive the bytes it points to.
            defer { if !isKnownUniquelyReferenced(&tape) { tape.keepBytes() } }
            return try D(from: NodeDecoder(tape: tape, index: 0))
        } catch {
            throw MessageCoderError(error)
        }
    }
}
