/// The characters behind the bytes of a text that has been checked.
enum Text {
    @inline(__always) static func string(
        _ bytes: UnsafeRawBufferPointer,
        isEscaped: Bool
    ) -> String {
        isEscaped
            ? String(decoding: unescaped(bytes), as: UTF8.self)
            : String(decoding: bytes, as: UTF8.self)
    }

    /// The UTF-8 that a text with escapes stands for.
    static func unescaped(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var offset = 0
        while offset < bytes.count {
            guard bytes[offset] == Byte.backslash, offset + 1 < bytes.count else {
                result.append(bytes[offset])
                offset += 1
                continue
            }
            switch bytes[offset + 1] {
            case UInt8(ascii: "u"):
                offset += append(unicodeEscapeAt: offset, of: bytes, to: &result)
                continue
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case let itself: result.append(itself)
            }
            offset += 2
        }
        return result
    }

    /// Appends the character of one `\u` escape, or of a pair of them; says how long they are.
    private static func append(
        unicodeEscapeAt offset: Int,
        of bytes: UnsafeRawBufferPointer,
        to result: inout [UInt8]
    ) -> Int {
        guard let high = unit(bytes, at: offset) else { return 2 }
        if let scalar = Unicode.Scalar(high) {
            result.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
            return 6
        }
        guard let low = unit(bytes, at: offset + 6), low >= 0xDC00,
            let scalar = Unicode.Scalar(0x10000 + (high & 0x3FF) << 10 + (low & 0x3FF))
        else { return 6 }
        result.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
        return 12
    }

    /// The 16 bits of the `\uXXXX` at an offset; `nil` if that is not what is there.
    static func unit(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt32? {
        guard offset + 6 <= bytes.count, bytes[offset] == Byte.backslash,
            bytes[offset + 1] == UInt8(ascii: "u")
        else { return nil }
        var unit: UInt32 = 0
        for index in (offset + 2)..<(offset + 6) {
            switch bytes[index] {
            case let digit where digit >= Byte.zero && digit <= Byte.nine:
                unit = unit << 4 | UInt32(digit - Byte.zero)
            case let digit where digit >= UInt8(ascii: "a") && digit <= UInt8(ascii: "f"):
                unit = unit << 4 | UInt32(digit - UInt8(ascii: "a") + 10)
            case let digit where digit >= UInt8(ascii: "A") && digit <= UInt8(ascii: "F"):
                unit = unit << 4 | UInt32(digit - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        return unit
    }
}
