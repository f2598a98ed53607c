extension JSONWriter {
    /// A text, with escapes where JSON asks for them and plain UTF-8 everywhere else.
    public mutating func text(_ value: String) {
        let wasContiguous: Void? = value.utf8.withContiguousStorageIfAvailable { utf8 in
            appendQuoted(utf8)
        }
        if wasContiguous == nil {
            Array(value.utf8).withUnsafeBufferPointer { utf8 in appendQuoted(utf8) }
        }
    }

    /// A text with all that stands around it, in one piece where nothing has to be escaped.
    @inline(__always) mutating func appendQuoted(
        _ utf8: UnsafeBufferPointer<UInt8>,
        isName: Bool = false
    ) {
        let hasComma = takeComma()
        let count = utf8.count
        guard Self.firstEscape(in: UnsafeRawBufferPointer(utf8), from: 0) == count else {
            if hasComma { append(Byte.comma) }
            appendEscaped(utf8)
            if isName { append(Byte.colon) }
            return
        }
        append(atMost: count + 4) { free in
            guard let start = free.baseAddress else { return 0 }
            var end = start
            @inline(__always) func put(_ byte: UInt8) {
                end.pointee = byte
                end += 1
            }
            if hasComma { put(Byte.comma) }
            put(Byte.quote)
            if let text = utf8.baseAddress { end.update(from: text, count: count) }
            end += count
            put(Byte.quote)
            if isName { put(Byte.colon) }
            return end - start
        }
    }

    private mutating func appendEscaped(_ utf8: UnsafeBufferPointer<UInt8>) {
        append(Byte.quote)
        let raw = UnsafeRawBufferPointer(utf8)
        var clean = 0
        var offset = 0
        while true {
            offset = Self.firstEscape(in: raw, from: offset)
            if offset > clean {
                append(UnsafeBufferPointer(rebasing: utf8[clean..<offset]))
            }
            guard offset < utf8.count else { break }
            appendEscape(of: utf8[offset])
            offset += 1
            clean = offset
        }
        append(Byte.quote)
    }

    /// The first byte, from an offset on, that cannot stand as it is; the end if there is none.
    @inline(__always) private static func firstEscape(
        in bytes: UnsafeRawBufferPointer,
        from start: Int
    ) -> Int {
        var offset = start
        while offset + 8 <= bytes.count {
            let escapes = Word.escapes(in: Word.load(bytes, at: offset))
            if escapes != 0 { return offset + Word.bytes(before: escapes) }
            offset += 8
        }
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte < 0x20 || byte == Byte.quote || byte == Byte.backslash { return offset }
            offset += 1
        }
        return offset
    }

    private mutating func appendEscape(of byte: UInt8) {
        append(Byte.backslash)
        switch byte {
        case Byte.quote, Byte.backslash: append(byte)
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        default:
            append(UInt8(ascii: "u"))
            append(Byte.zero)
            append(Byte.zero)
            append(Byte.zero + byte >> 4)
            append(hexadecimal(byte & 0x0F))
        }
    }

    private func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? Byte.zero + digit : UInt8(ascii: "a") + digit - 10
    }
}
