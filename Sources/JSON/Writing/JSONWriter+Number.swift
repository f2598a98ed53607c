extension JSONWriter {
    public mutating func integer(_ value: Int64) {
        separate()
        if value < 0 { append(Byte.minus) }
        appendDigits(value.magnitude)
    }

    /// A number in its shortest spelling; null if it is infinite or none.
    public mutating func decimal(_ value: Double) {
        guard value.isFinite else { return null() }
        separate()
        spelling(value.description)
    }

    /// An integer beyond `Int64`.
    mutating func natural(_ value: UInt64) {
        separate()
        appendDigits(value)
    }

    /// As `decimal`, with the digits that a float needs. The value must be finite.
    mutating func single(_ value: Float) {
        separate()
        spelling(value.description)
    }

    private mutating func spelling(_ description: String) {
        for byte in description.utf8 { append(byte) }
    }

    private mutating func appendDigits(_ value: UInt64) {
        append(atMost: 20) { free in
            let count = Self.digits(of: value)
            var place = count
            var rest = value
            while place > 0 {
                place -= 1
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                free[place] = Byte.zero + UInt8(truncatingIfNeeded: digit)
                rest = quotient
            }
            return count
        }
    }

    @inline(__always) private static func digits(of value: UInt64) -> Int {
        var count = 1
        var limit: UInt64 = 10
        while value >= limit {
            count += 1
            // Twenty digits are the most; the power of ten beyond them does not fit.
            if count == 20 { break }
            limit &*= 10
        }
        return count
    }
}
