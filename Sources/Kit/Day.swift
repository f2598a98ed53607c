/// A day of the calendar, wherever it is. It says nothing of hours or time zones.
public struct Day: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01 in the Gregorian calendar.
    public let number: Int32

    /// The days that can be told: 0001-01-01 to 9999-12-31.
    public static let known: ClosedRange<Int32> = -719_162...2_932_896

    /// Nil for a day that cannot be told.
    public init?(number: Int32) {
        guard Self.known.contains(number) else { return nil }
        self.number = number
    }

    /// Nil when there is no such day, as 30 February. Years from 1 to 9999.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month),
            (1...Self.length(ofMonth: month, year: year)).contains(day)
        else { return nil }
        // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = Int32(era * 146_097 + dayOfEra - 719_468)
    }

    /// Year from 1 to 9999, month from 1 to 12, day of the month from 1.
    public var calendar: (year: Int, month: Int, day: Int) {
        let shifted = Int(number) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    public var weekday: Weekday {
        // 1970-01-01 was a Thursday.
        let place = (Int(number) % 7 + 7 + 3) % 7
        return Weekday.allCases[place]
    }

    /// Nil at the end of what can be told.
    public func adding(days: Int) -> Day? {
        let (sum, overflow) = Int(number).addingReportingOverflow(days)
        return overflow ? nil : Int32(exactly: sum).flatMap { Day(number: $0) }
    }

    public static func < (a: Self, b: Self) -> Bool { a.number < b.number }

    static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Day: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let day = Day(number: try container.decode(Int32.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no such day")
        }
        self = day
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }
}

/// The days of the week, Monday first, as in ISO 8601.
public enum Weekday: String, Codable, CaseIterable, Sendable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday
}

/// A time on the wall, to the minute.
public struct TimeOfDay: Hashable, Comparable, Codable, Sendable {
    /// Minutes since midnight, 0 to 1440: the last one is the midnight at the end of the day.
    public let minutes: Int

    /// Nil when no clock shows it.
    public init?(minutes: Int) {
        guard (0...1_440).contains(minutes) else { return nil }
        self.minutes = minutes
    }

    /// Nil when no clock shows it.
    public init?(hour: Int, minute: Int) {
        guard (0...24).contains(hour), (0...59).contains(minute) else { return nil }
        self.init(minutes: hour * 60 + minute)
    }

    /// At the beginning of a day.
    public static let midnight = TimeOfDay(uncheckedMinutes: 0)

    private init(uncheckedMinutes minutes: Int) { self.minutes = minutes }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let time = TimeOfDay(minutes: try container.decode(Int.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no such time")
        }
        self = time
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(minutes)
    }

    public static func < (a: Self, b: Self) -> Bool { a.minutes < b.minutes }

    /// Nil when that is on another day.
    public func adding(minutes span: Int) -> TimeOfDay? {
        let (sum, overflow) = minutes.addingReportingOverflow(span)
        return overflow ? nil : TimeOfDay(minutes: sum)
    }
}
