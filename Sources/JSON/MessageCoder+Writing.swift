public import Kit

extension MessageCoder {
    /// The same as `encode`, for a message that may write itself.
    public static func write(
        _ value: some Writable & Encodable,
        into bytes: inout [UInt8]
    ) throws(MessageCoderError) {
        let start = bytes.count
        _ = try sheet(value, sparingCase: false, &bytes)
        assert(isAsEncoded(value, bytes[start...], name: nil))
    }

    /// The same as `encodeCase`, for a message that may write itself.
    public static func writeCase(
        _ value: some Writable & Encodable,
        into bytes: inout [UInt8]
    ) throws(MessageCoderError) -> String {
        let start = bytes.count
        guard let name = try sheet(value, sparingCase: true, &bytes) else {
            bytes.removeLast(bytes.count - start)
            throw MessageCoderError(problem: "the message is no case with an object")
        }
        assert(isAsEncoded(value, bytes[start...], name: name))
        return name
    }

    private static func sheet(
        _ value: some Writable,
        sparingCase: Bool,
        _ bytes: inout [UInt8]
    ) throws(MessageCoderError) -> String? {
        let sheet = JSONSheet(sparingCase: sparingCase)
        value.write(on: Sheet(sheet))
        if let failure = sheet.failure { throw failure }
        sheet.append(to: &bytes)
        return sheet.caseName
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
