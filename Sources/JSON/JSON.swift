public import Wire

/// Reads the text of RFC 8259, all of it and nothing else.
public enum JSON {
    /// What `depth` cannot exceed: a tree deeper than this could overflow the stack of a thread.
    static let deepest = 512

    /// The value that the bytes spell.
    ///
    /// Numbers without fraction and exponent that fit 64 bits are integers, all others decimals.
    /// - Parameters:
    ///   - bytes: UTF-8 without a byte order mark, less than 4 GiB.
    ///   - depth: how many lists and objects may be open at once; at most 512.
    /// - Throws: what is wrong, and where, if this is not exactly one JSON value. An object that
    ///   names two of its members alike is wrong as well.
    public static func document(
        from bytes: UnsafeRawBufferPointer,
        depth: Int = 32
    ) throws(JSONSyntaxError) -> Document {
        var reader = TapeReader(bytes, depth: min(depth, deepest))
        try reader.readWhole()
        return try reader.document(at: 0)
    }

    /// The value that the bytes spell, as above.
    public static func document(
        from bytes: [UInt8],
        depth: Int = 32
    ) throws(JSONSyntaxError) -> Document {
        try bytes.withUnsafeBufferPointer { (buffer) throws(JSONSyntaxError) in
            try document(from: UnsafeRawBufferPointer(buffer), depth: depth)
        }
    }
}
