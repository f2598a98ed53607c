extension JSONWriter {
    public mutating func integer(_ value: Int64) {
        number(value.magnitude, isNegative: value < 0)
    }

    /// A number in its shortest spelling; null if it is infinite or none.
    public mutating func decimal(_ value: Double) {
        guard value.isFinite else { return null() }
        raw(value.description.utf8)
    }

    /// An integer beyond `Int64`.
    mutating func natural(_ value: UInt64) { number(value, isNegative: false) }

    /// As `decimal`, with the digits that a float needs. The value must be finite.
    mutating func single(_ value: Float) { raw(value.description.utf8) }

    @inline(__always) private mutating func number(_ magnitude: UInt64, isNegative: Bool) {
        let count = Self.digits(of: magnitude)
        let start = end(withRoomFor: count + 1)
        if isNegative { start.pointee = Byte.minus }
        let first = isNegative ? start + 1 : start
        var place = count
        var rest = magnitude
        while place > 0 {
            place -= 1
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            first[place] = Byte.zero + UInt8(truncatingIfNeeded: digit)
            rest = quotient
        }
        wrote(isNegative ? count + 1 : count)
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
