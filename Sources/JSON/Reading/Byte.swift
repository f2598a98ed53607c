/// The bytes that JSON is made of.
enum Byte {
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let slash = UInt8(ascii: "/")
    static let comma = UInt8(ascii: ",")
    static let colon = UInt8(ascii: ":")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
    static let openBracket = UInt8(ascii: "[")
    static let closeBracket = UInt8(ascii: "]")
    static let minus = UInt8(ascii: "-")
    static let plus = UInt8(ascii: "+")
    static let point = UInt8(ascii: ".")
    static let zero = UInt8(ascii: "0")
    static let nine = UInt8(ascii: "9")
}

/// Eight bytes looked at together.
enum Word {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// Marks of the bytes that must be escaped in a text: quotation marks, backslashes, controls.
    /// The lowest mark is exact; those above it may be wrong.
    @inline(__always) static func escapes(in word: UInt64) -> UInt64 {
        let quotes = word ^ (ones &* UInt64(Byte.quote))
        let slashes = word ^ (ones &* UInt64(Byte.backslash))
        let controls = (word &- (ones &* 0x20)) & ~word
        return (((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes) | controls) & highs
    }

    /// As `escapes`, and the bytes that are not ASCII.
    @inline(__always) static func stops(in word: UInt64) -> UInt64 {
        escapes(in: word) | (word & highs)
    }

    /// How many bytes precede the lowest mark.
    @inline(__always) static func bytes(before marks: UInt64) -> Int {
        marks.trailingZeroBitCount >> 3
    }

    @inline(__always) static func load(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}

extension UnsafeRawBufferPointer {
    /// Whether both hold the same bytes.
    @inline(__always) func matches(_ other: UnsafeRawBufferPointer) -> Bool {
        guard count == other.count else { return false }
        var offset = 0
        while offset + 8 <= count {
            guard Word.load(self, at: offset) == Word.load(other, at: offset) else { return false }
            offset += 8
        }
        while offset < count {
            guard self[offset] == other[offset] else { return false }
            offset += 1
        }
        return true
    }

    /// The bytes of a node's text.
    @inline(__always) func text(of node: Node) -> UnsafeRawBufferPointer {
        let start = Int(node.start)
        return UnsafeRawBufferPointer(rebasing: self[start..<(start + Int(node.length))])
    }
}
