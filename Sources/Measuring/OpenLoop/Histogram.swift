/// Durations in nanoseconds, counted in steps of less than one percent of their size.
public struct Histogram: Sendable {
    /// Each power of two has so many steps, as a power of two.
    private static let fineness: Int64 = 7
    private static let steps = Int64(1) << fineness
    /// Nobody waits longer than a year.
    private static let longest = Int64.max >> 8

    private var counts: [Int64] = Array(
        repeating: 0,
        count: Int((63 - fineness) * steps + 2 * steps)
    )
    public private(set) var count: Int64 = 0
    public private(set) var greatest: Int64 = 0

    public init() {}

    public mutating func record(_ nanoseconds: Int64) {
        let value = min(max(0, nanoseconds), Self.longest)
        counts[Self.place(of: value)] += 1
        count += 1
        greatest = max(greatest, value)
    }

    /// The duration that this share of all (0 to 1) does not exceed; 0 when there are none.
    ///
    /// At most one percent more than the true one, and never more than the greatest.
    public func duration(atShare share: Double) -> Int64 {
        let wanted = max(1, Int64((Double(count) * share).rounded(.up)))
        var seen: Int64 = 0
        for (place, number) in counts.enumerated() where number > 0 {
            seen += number
            if seen >= wanted { return min(greatest, Self.end(of: place)) }
        }
        return greatest
    }

    private static func place(of value: Int64) -> Int {
        guard value >= steps else { return Int(value) }
        let power = Int64(63 - value.leadingZeroBitCount)
        let step = (value >> (power - fineness)) - steps
        return Int((power - fineness + 1) * steps + step)
    }

    /// The greatest value that is counted at a place.
    private static func end(of place: Int) -> Int64 {
        let place = Int64(place)
        guard place >= steps else { return place }
        let shift = place / steps - 1
        return ((place % steps + steps + 1) << shift) - 1
    }
}
