/// Writes and reads messages, which are plain `Codable` values, as JSON.
///
/// Members are written in the order in which a type encodes them, so equal messages have equal
/// bytes. Members that a type does not know are passed over.
public enum MessageCoder {
    /// Appends a message to the bytes. If it fails, the bytes are as they were.
    public static func encode(
        _ value: some Encodable,
        into bytes: inout [UInt8]
    ) throws(MessageCoderError) {
        try encoding(into: &bytes) { (encoding) throws in
            try encoding.encodeWhole(value)
        }
    }

    /// Appends what a message holds, without the case around it, and returns the key of the case:
    /// of `{"held":{"until":1}}`, it appends `{"until":1}` and returns `held`.
    /// - Throws: also if the message is no object with exactly one member that is an object.
    public static func encodeCase(
        _ value: some Encodable,
        into bytes: inout [UInt8]
    ) throws(MessageCoderError) -> String {
        let start = bytes.count
        let (name, content) = try encoding(into: &bytes) { (encoding) throws in
            try encoding.encodeWhole(value)
            let only = encoding.state.outermost
            guard only.count == 1, encoding.state.writer.bytes[only.start] == Byte.openBrace else {
                throw MessageCoderError(problem: "the message is no case with an object")
            }
            return (only.name, only.start)
        }
        bytes.removeLast()
        bytes.removeSubrange(start..<content)
        return name
    }

    /// Lends the bytes to an encoding, so that they grow in place.
    private static func encoding<Result>(
        into bytes: inout [UInt8],
        _ body: (Encoding) throws -> Result
    ) throws(MessageCoderError) -> Result {
        let start = bytes.count
        var lent: [UInt8] = []
        swap(&lent, &bytes)
        let encoding = Encoding(appendingTo: consume lent)
        defer { bytes = encoding.state.writer.takeBytes() }
        do {
            return try body(encoding)
        } catch {
            encoding.state.writer.cut(at: start)
            throw MessageCoderError(error)
        }
    }
}
