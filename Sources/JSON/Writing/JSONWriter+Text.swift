extension JSONWriter {
    /// A text, with escapes where JSON asks for them and plain UTF-8 everywhere else.
    public mutating func text(_ value: String) {
        value.utf8Span.span.withUnsafeBufferPointer { utf8 in quoted(utf8, isName: false) }
    }

    /// A text with all that stands around it, copied a word at a time as long as nothing has to be
    /// escaped.
    @inline(__always) mutating func quoted(_ utf8: UnsafeBufferPointer<UInt8>, isName: Bool) {
        let text = UnsafeRawBufferPointer(utf8)
        let count = text.count
        let start = end(withRoomFor: count + 3)
        start.pointee = Byte.quote
        let copy = UnsafeMutableRawPointer(start + 1)
        var offset = 0
        while offset + 8 <= count {
            let word = Word.load(text, at: offset)
            guard Word.escapes(in: word) == 0 else {
                return escaped(utf8, isName: isName)
            }
            copy.storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt64.self)
            offset += 8
        }
        while offset < count {
            let byte = text[offset]
            guard !Self.isEscaped(byte) else { return escaped(utf8, isName: isName) }
            copy.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
            offset += 1
        }
        start[count + 1] = Byte.quote
        if isName { start[count + 2] = Byte.colon }
        wrote(count + (isName ? 3 : 2), isName: isName)
    }

    /// The same, byte by byte. A comma before it is there already.
    @inline(never) private mutating func escaped(
        _ utf8: UnsafeBufferPointer<UInt8>,
        isName: Bool
    ) {
        var text: [UInt8] = [Byte.quote]
        text.reserveCapacity(utf8.count * 2)
        for byte in utf8 {
            if Self.isEscaped(byte) {
                Self.appendEscape(of: byte, to: &text)
            } else {
                text.append(byte)
            }
        }
        text.append(Byte.quote)
        if isName { text.append(Byte.colon) }
        wrote(0, isName: true)
        text.withUnsafeBufferPointer { raw($0) }
        wrote(0, isName: isName)
    }

    @inline(__always) private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == Byte.quote || byte == Byte.backslash
    }

    private static func appendEscape(of byte: UInt8, to text: inout [UInt8]) {
        text.append(Byte.backslash)
        switch byte {
        case Byte.quote, Byte.backslash: text.append(byte)
        case 0x08: text.append(UInt8(ascii: "b"))
        case 0x09: text.append(UInt8(ascii: "t"))
        case 0x0A: text.append(UInt8(ascii: "n"))
        case 0x0C: text.append(UInt8(ascii: "f"))
        case 0x0D: text.append(UInt8(ascii: "r"))
        default:
            text.append(UInt8(ascii: "u"))
            text.append(Byte.zero)
            text.append(Byte.zero)
            text.append(Byte.zero + byte >> 4)
            text.append(hexadecimal(byte & 0x0F))
        }
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? Byte.zero + digit : UInt8(ascii: "a") + digit - 10
    }
}
