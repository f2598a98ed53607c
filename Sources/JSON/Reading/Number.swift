/// The values of numbers whose spelling has been checked.
enum Number {
    /// An integer as sign and magnitude; `nil` if the magnitude does not fit 64 bits.
    @inline(__always) static func parts(
        _ digits: UnsafeRawBufferPointer
    ) -> (isNegative: Bool, magnitude: UInt64)? {
        var offset = 0
        let isNegative = digits.first == Byte.minus
        if isNegative { offset = 1 }
        // Nineteen digits always fit, so only longer numbers need to be watched.
        let isLong = digits.count - offset > 19
        var magnitude: UInt64 = 0
        while offset < digits.count {
            let digit = UInt64(digits[offset] &- Byte.zero)
            if isLong {
                let (product, isTooLarge) = magnitude.multipliedReportingOverflow(by: 10)
                let (sum, isAbove) = product.addingReportingOverflow(digit)
                if isTooLarge || isAbove { return nil }
                magnitude = sum
            } else {
                magnitude = magnitude &* 10 &+ digit
            }
            offset += 1
        }
        return (isNegative, magnitude)
    }

    /// An integer; `nil` if it does not fit 64 bits with a sign.
    @inline(__always) static func integer(_ digits: UnsafeRawBufferPointer) -> Int64? {
        guard let (isNegative, magnitude) = parts(digits) else { return nil }
        guard isNegative else { return Int64(exactly: magnitude) }
        guard magnitude <= 1 << 63 else { return nil }
        return Int64(truncatingIfNeeded: 0 &- magnitude)
    }

    /// The nearest double; `nil` if the number is beyond all of them.
    static func decimal(_ spelling: UnsafeRawBufferPointer) -> Double? {
        if let exact = short(spelling) { return exact }
        return Double(String(decoding: spelling, as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
    }

    /// The nearest float; `nil` if the number is beyond all of them.
    static func single(_ spelling: UnsafeRawBufferPointer) -> Float? {
        Float(String(decoding: spelling, as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
    }

    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    /// A number of at most fifteen digits, without exponent: digits and power of ten are exact as
    /// doubles, so that one division gives the nearest double.
    private static func short(_ spelling: UnsafeRawBufferPointer) -> Double? {
        guard spelling.count <= 16 else { return nil }
        var magnitude: UInt64 = 0
        var places: Int?
        var digits = 0
        for byte in spelling {
            switch byte {
            case Byte.minus: continue
            case Byte.point: places = 0
            case Byte.zero...Byte.nine:
                magnitude = magnitude &* 10 &+ UInt64(byte &- Byte.zero)
                digits += 1
                places = places.map { $0 + 1 }
            default: return nil
            }
        }
        guard digits <= 15 else { return nil }
        let value = Double(magnitude) / powers[places ?? 0]
        return spelling.first == Byte.minus ? -value : value
    }
}
