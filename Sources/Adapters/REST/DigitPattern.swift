/// Regular expressions for the digits of numbers, as JSON Schema wants them.
enum DigitPattern {
    /// Leading zeros do no harm, but there is an end to them.
    private static let zeros = 3

    /// What `Document.asInteger` reads as a number of this range.
    static func whole(_ range: ClosedRange<Int64>) -> String {
        var parts: [String] = []
        if range.contains(0) { parts.append("-?0{1,\(zeros)}") }
        let zeros = "0{0,\(zeros)}"
        if range.upperBound > 0 {
            let lower = UInt64(max(range.lowerBound, 1))
            let digits = between(lower, range.upperBound.magnitude)
            parts.append("\(zeros)(?:\(digits))")
        }
        if range.lowerBound < 0 {
            let lower = range.upperBound < 0 ? range.upperBound.magnitude : 1
            let digits = between(lower, range.lowerBound.magnitude)
            parts.append("-\(zeros)(?:\(digits))")
        }
        return "^(?:\(parts.joined(separator: "|")))$"
    }

    /// The characters of the longest number.
    static func length(_ range: ClosedRange<Int64>) -> Int64 {
        Int64(max("\(range.lowerBound)".utf8.count, "\(range.upperBound)".utf8.count) + zeros)
    }

    /// The numbers from one to another, neither of them 0, without leading zeros.
    static func between(_ lower: UInt64, _ upper: UInt64) -> String {
        let low = Array("\(lower)".utf8)
        let high = Array("\(upper)".utf8)
        guard low.count < high.count else {
            return sameLength(low[...], high[...]).joined(separator: "|")
        }
        var parts = sameLength(low[...], [UInt8](repeating: nine, count: low.count)[...])
        if high.count - low.count > 1 {
            parts.append("[1-9][0-9]{\(low.count),\(high.count - 2)}")
        }
        let ten = [one] + [UInt8](repeating: zero, count: high.count - 1)
        parts += sameLength(ten[...], high[...])
        return parts.joined(separator: "|")
    }

    private static let zero = UInt8(ascii: "0")
    private static let one = UInt8(ascii: "1")
    private static let nine = UInt8(ascii: "9")

    /// Two numbers of as many digits.
    private static func sameLength(_ low: ArraySlice<UInt8>, _ high: ArraySlice<UInt8>) -> [String]
    {
        guard let first = low.first, let last = high.first else { return [""] }
        if low.allSatisfy({ $0 == zero }), high.allSatisfy({ $0 == nine }) {
            return [any(low.count)]
        }
        if first == last {
            return sameLength(low.dropFirst(), high.dropFirst()).map { digit(first) + $0 }
        }
        let rest = low.count - 1
        let zeros = [UInt8](repeating: zero, count: rest)[...]
        let nines = [UInt8](repeating: nine, count: rest)[...]
        var parts = sameLength(low.dropFirst(), nines).map { digit(first) + $0 }
        if last - first > 1 { parts.append("[\(digit(first + 1))-\(digit(last - 1))]\(any(rest))") }
        parts += sameLength(zeros, high.dropFirst()).map { digit(last) + $0 }
        return parts
    }

    private static func digit(_ byte: UInt8) -> String { "\(byte - zero)" }
    private static func any(_ count: Int) -> String { count == 0 ? "" : "[0-9]{\(count)}" }
}
