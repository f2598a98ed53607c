import Foundation
import Kit
import KitTesting
import Testing

@Suite("A day")
struct DayTests {
    @Test func `is the same written out and counted, from 1600 to 2400`() throws {
        let first = try #require(Day(year: 1600, month: 1, day: 1))
        let last = try #require(Day(year: 2400, month: 12, day: 31))
        var wrong: [Int32] = []
        var expected = (year: 1600, month: 1, day: 1)
        for number in first.number...last.number {
            let day = try #require(Day(number: number))
            let parts = day.calendar
            if parts != expected || Day(year: parts.year, month: parts.month, day: parts.day) != day
            {
                wrong.append(number)
            }
            expected = next(expected)
        }
        #expect(wrong.isEmpty)
    }

    /// The day after, by the rules that one learns at school.
    private func next(_ day: (year: Int, month: Int, day: Int)) -> (year: Int, month: Int, day: Int)
    {
        let isLeap = day.year % 400 == 0 || (day.year % 4 == 0 && day.year % 100 != 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        if day.day < lengths[day.month - 1] { return (day.year, day.month, day.day + 1) }
        return day.month < 12 ? (day.year, day.month + 1, 1) : (day.year + 1, 1, 1)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `agrees with the calendar of Foundation`(seed: UInt64) throws {
        var chance = Seed(seed)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let weekdays: [Weekday] = [
            .sunday, .monday, .tuesday, .wednesday, .thursday, .friday, .saturday,
        ]
        for _ in 0..<25 {
            let number = Int32.random(in: -135_140...157_300, using: &chance)
            let date = Date(timeIntervalSince1970: Double(number) * 86_400)
            let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: date)
            let day = try #require(Day(number: number))
            #expect(day.calendar.year == parts.year)
            #expect(day.calendar.month == parts.month)
            #expect(day.calendar.day == parts.day)
            #expect(day.weekday == weekdays[try #require(parts.weekday) - 1])
        }
    }

    @Test func `has a weekday, before 1970 too`() {
        #expect(Day(year: 1970, month: 1, day: 1)?.weekday == .thursday)
        #expect(Day(year: 1969, month: 12, day: 31)?.weekday == .wednesday)
        #expect(Day(year: 2021, month: 10, day: 1)?.weekday == .friday)
        #expect(Day(year: 2000, month: 2, day: 29)?.weekday == .tuesday)
    }

    @Test func `can be told from the year 1 to the year 9999`() {
        #expect(Day(year: 1, month: 1, day: 1)?.number == Day.known.lowerBound)
        #expect(Day(year: 9999, month: 12, day: 31)?.number == Day.known.upperBound)
        #expect(Day(number: Day.known.lowerBound - 1) == nil)
        #expect(Day(number: Day.known.upperBound + 1) == nil)
        #expect(Day(number: .min) == nil)
        #expect(Day(number: .max) == nil)
        #expect(Day(number: Day.known.lowerBound).map { $0.calendar == (1, 1, 1) } == true)
    }

    @Test(arguments: [
        (2021, 2, 29), (1900, 2, 29), (2021, 4, 31), (2021, 13, 1), (2021, 0, 1), (2021, 1, 0),
        (2021, 1, 32), (0, 1, 1), (10_000, 1, 1), (-1, 1, 1), (.max, .max, .max),
        (.min, .min, .min),
    ])
    func `that is none cannot be made`(year: Int, month: Int, day: Int) {
        #expect(Day(year: year, month: month, day: day) == nil)
    }

    @Test func `knows the days of February`() {
        #expect(Day(year: 2020, month: 2, day: 29) != nil)
        #expect(Day(year: 2000, month: 2, day: 29) != nil)
        #expect(Day(year: 1900, month: 2, day: 28)?.adding(days: 1)?.calendar.month == 3)
    }

    @Test func `ends where days end, however far one goes`() throws {
        let day = try #require(Day(year: 2021, month: 12, day: 31))
        #expect(day.adding(days: 1) == Day(year: 2022, month: 1, day: 1))
        #expect(day.adding(days: -365) == Day(year: 2020, month: 12, day: 31))
        #expect(day.adding(days: 10_000_000) == nil)
        #expect(day.adding(days: .max) == nil)
        #expect(day.adding(days: .min) == nil)
        #expect(try #require(Day(number: -1)).adding(days: .min) == nil)
    }

    @Test func `comes before the next one`() {
        #expect([2, -1, 0].compactMap { Day(number: $0) }.sorted().map(\.number) == [-1, 0, 2])
    }
}
