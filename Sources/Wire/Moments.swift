public import Kit

extension Instant {
    /// As RFC 3339 has it, in UTC and to the millisecond: `2021-02-23T23:32:24.000Z`.
    public var iso8601: String {
        let parts = parts
        let date = [parts.year, parts.month, parts.day].enumerated().map {
            padded($1, to: $0 == 0 ? 4 : 2)
        }
        let time = [parts.hour, parts.minute, parts.second].map { padded($0, to: 2) }
        let fraction = padded(parts.millisecond, to: 3)
        return date.joined(separator: "-") + "T" + time.joined(separator: ":") + ".\(fraction)Z"
    }

    /// As old consumers read it: `20210223233224`, in UTC, with the year of the calendar.
    public var compact: String {
        let parts = parts
        return padded(parts.year, to: 4) + padded(parts.month, to: 2) + padded(parts.day, to: 2)
            + padded(parts.hour, to: 2) + padded(parts.minute, to: 2) + padded(parts.second, to: 2)
    }

    private var parts:
        (
            year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, millisecond: Int
        )
    {
        let dayLength: Int64 = 86_400_000
        let rest = Int((milliseconds % dayLength + dayLength) % dayLength)
        let number = (milliseconds - Int64(rest)) / dayLength
        let calendar =
            Int32(exactly: number).flatMap { Day(number: $0)?.calendar }
            ?? (milliseconds < 0 ? (year: 1, month: 1, day: 1) : (year: 9999, month: 12, day: 31))
        return (
            calendar.year, calendar.month, calendar.day, rest / 3_600_000, rest / 60_000 % 60,
            rest / 1_000 % 60, rest % 1_000
        )
    }
}

/// The digits of a number that is not negative, with zeros before them up to this width.
public func padded(_ number: Int, to width: Int) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
