public import Kit

extension MessageCoder {
    /// The same as `encode`, for a message that may write itself.
    ///
    /// - Parameter value: Not changed; it is lent, as a copy would count all that it holds.
    public static func write(
        _ value: inout some Writable & Encodable,
        into bytes: inout [UInt8]
    ) throws(MessageCoderError) {
        let start = bytes.count
        let sheet = JSONSheet(sparingCase: false)
        value.write(on: Sheet(sheet))
        _ = try sheet.finish(into: &bytes)
        assert(isAsEncoded(value, bytes[start...], name: nil))
    }

    /// The same as `encodeCase`, for a message that may write itself.
    public static func writeCase(
        _ value: some Writable & Encodable,
        into bytes: inout [UInt8]
    ) throws(MessageCoderError) -> String {
        let start = bytes.count
        let sheet = JSONSheet(sparingCase: true)
        value.write(on: Sheet(sheet))
        let name = try sheet.finish(into: &bytes)
        assert(isAsEncoded(value, bytes[start...], name: name))
        return name
    }

    /// Whether a message that writes itself says just what its type would have encoded.
    private static func isAsEncoded(
        _ value: some Encodable,
        _ written: ArraySlice<UInt8>,
        name: String?
    ) -> Bool {
        var encoded: [UInt8] = []
        guard let name else {
            return (try? encode(value, into: &encoded)) != nil && written.elementsEqual(encoded)
        }
        return (try? encodeCase(value, into: &encoded)) == name && written.elementsEqual(encoded)
    }
}
