extension TapeReader {
    /// Reads the text whose opening quotation mark is at hand.
    mutating func readText() throws(JSONSyntaxError) {
        position += 1
        let start = position
        var isEscaped = false
        while true {
            while position + 8 <= bytes.count {
                let stops = Word.stops(in: Word.load(bytes, at: position))
                if stops != 0 {
                    position += Word.bytes(before: stops)
                    break
                }
                position += 8
            }
            guard position < bytes.count else { throw fault("a text is not closed") }
            switch bytes[position] {
            case Byte.quote:
                appendLeaf(.text, isEscaped: isEscaped, from: start, to: position)
                position += 1
                return
            case Byte.backslash:
                isEscaped = true
                try skipEscape()
            case 0..<0x20: throw fault("a text holds a control character that is not escaped")
            case 0x20..<0x80: position += 1
            default: try skipScalar()
            }
        }
    }

    private mutating func skipEscape() throws(JSONSyntaxError) {
        let next = position + 1 < bytes.count ? bytes[position + 1] : 0
        switch next {
        case Byte.quote, Byte.backslash, Byte.slash, UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 2
        case UInt8(ascii: "u"): try skipUnicodeEscape()
        default: throw fault("an escape is not known")
        }
    }

    private mutating func skipUnicodeEscape() throws(JSONSyntaxError) {
        guard let unit = Text.unit(bytes, at: position) else {
            throw fault("an escape lacks its four hexadecimal digits")
        }
        switch unit {
        case 0xD800..<0xDC00:
            guard let low = Text.unit(bytes, at: position + 6), (0xDC00..<0xE000).contains(low)
            else { throw fault("half of a surrogate pair is missing") }
            position += 12
        case 0xDC00..<0xE000: throw fault("half of a surrogate pair is missing")
        default: position += 6
        }
    }

    /// Passes one character of two to four bytes, as the table of RFC 3629 allows them.
    private mutating func skipScalar() throws(JSONSyntaxError) {
        let second: ClosedRange<UInt8>
        let length: Int
        switch bytes[position] {
        case 0xC2...0xDF: (second, length) = (0x80...0xBF, 2)
        case 0xE0: (second, length) = (0xA0...0xBF, 3)
        case 0xE1...0xEC, 0xEE...0xEF: (second, length) = (0x80...0xBF, 3)
        case 0xED: (second, length) = (0x80...0x9F, 3)
        case 0xF0: (second, length) = (0x90...0xBF, 4)
        case 0xF1...0xF3: (second, length) = (0x80...0xBF, 4)
        case 0xF4: (second, length) = (0x80...0x8F, 4)
        default: throw fault("a text is not UTF-8")
        }
        guard position + length <= bytes.count, second.contains(bytes[position + 1]) else {
            throw fault("a text is not UTF-8")
        }
        for offset in 2..<max(length, 2) where bytes[position + offset] & 0xC0 != 0x80 {
            throw fault("a text is not UTF-8")
        }
        position += length
    }
}
