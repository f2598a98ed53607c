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
        try encoding { encoding in
            try encoding.encodeWhole(value)
            encoding.state.writer.append(from: 0, to: &bytes)
        }
    }

    /// Appends what a message holds, without the case around it, and returns the key of the case:
    /// of `{"held":{"until":1}}`, it appends `{"until":1}` and returns `held`.
    /// - Throws: also if the message is no object with exactly one member that is an object.
    public static func encodeCase(
        _ value: some Encodable,
        into bytes: inout [UInt8]
    ) throws(MessageCoderError) -> String {
        try encoding { encoding in
            try encoding.encodeWhole(value)
            let only = encoding.state.outermost
            guard only.count == 1, encoding.state.writer[only.start] == Byte.openBrace else {
                throw MessageCoderError(problem: "the message is no case with an object")
            }
            encoding.state.writer.append(from: only.start, sparing: 1, to: &bytes)
            return only.name
        }
    }

    private static func encoding<Result>(
        _ body: (Encoding) throws -> Result
    ) throws(MessageCoderError) -> Result {
        do {
            return try body(Encoding())
        } catch {
            throw MessageCoderError(error)
        }
    }
}
