import Calendar
import Foundation
import Kit
import KitTesting
import Testing
import Wire

private func at(
    _ zone: String,
    _ date: (Int, Int, Int),
    _ time: (Int, Int),
    in zones: SystemTimeZones = SystemTimeZones()
) throws -> String? {
    let day = try #require(Day(year: date.0, month: date.1, day: date.2))
    let time = try #require(TimeOfDay(hour: time.0, minute: time.1))
    return zones.instant(of: day, at: time, in: zone)?.iso8601
}

@Suite("Time zones of the system")
struct SystemTimeZonesTests {
    @Test func `know Seoul, where the clocks are left alone`() throws {
        #expect(try at("Asia/Seoul", (2021, 10, 1), (14, 0)) == "2021-10-01T05:00:00.000Z")
        #expect(try at("Asia/Seoul", (2021, 1, 1), (0, 0)) == "2020-12-31T15:00:00.000Z")
        #expect(try at("Asia/Seoul", (2020, 12, 31), (24, 0)) == "2020-12-31T15:00:00.000Z")
    }

    @Test func `skip an hour in Berlin's spring`() throws {
        let day = (2021, 3, 28)
        #expect(try at("Europe/Berlin", day, (1, 59)) == "2021-03-28T00:59:00.000Z")
        #expect(try at("Europe/Berlin", day, (2, 0)) == nil)
        #expect(try at("Europe/Berlin", day, (2, 30)) == nil)
        #expect(try at("Europe/Berlin", day, (2, 59)) == nil)
        #expect(try at("Europe/Berlin", day, (3, 0)) == "2021-03-28T01:00:00.000Z")
        #expect(try at("Europe/Berlin", day, (12, 0)) == "2021-03-28T10:00:00.000Z")
    }

    @Test func `take the first of a doubled hour in Berlin's autumn`() throws {
        let day = (2021, 10, 31)
        #expect(try at("Europe/Berlin", day, (1, 59)) == "2021-10-30T23:59:00.000Z")
        #expect(try at("Europe/Berlin", day, (2, 30)) == "2021-10-31T00:30:00.000Z")
        #expect(try at("Europe/Berlin", day, (3, 0)) == "2021-10-31T02:00:00.000Z")
    }

    @Test func `do the same in New York, west of the meridian`() throws {
        let (spring, autumn) = ((2021, 3, 14), (2021, 11, 7))
        #expect(try at("America/New_York", spring, (1, 59)) == "2021-03-14T06:59:00.000Z")
        #expect(try at("America/New_York", spring, (2, 30)) == nil)
        #expect(try at("America/New_York", spring, (3, 0)) == "2021-03-14T07:00:00.000Z")
        #expect(try at("America/New_York", autumn, (1, 30)) == "2021-11-07T05:30:00.000Z")
        #expect(try at("America/New_York", autumn, (2, 0)) == "2021-11-07T07:00:00.000Z")
    }

    @Test(arguments: [
        "", "KST", "Asia", "Asia/", "Asia/Nowhere", "/etc/localtime", "../etc/passwd", "GMT+9",
        "Asia/Seoul\u{0}", " Asia/Seoul",
    ])
    func `know nothing of a zone that is none`(zone: String) throws {
        let zones = SystemTimeZones()
        #expect(!zones.isKnown(zone))
        #expect(!zones.isKnown(zone))
        #expect(try at(zone, (2021, 10, 1), (14, 0), in: zones) == nil)
    }

    @Test(arguments: ["Asia/Seoul", "Europe/Berlin", "America/New_York", "UTC"])
    func `know the zones of the world`(zone: String) {
        #expect(SystemTimeZones().isKnown(zone))
    }

    @Test func `know the ends of time`() throws {
        #expect(try at("Asia/Seoul", (1, 1, 1), (0, 0)) != nil)
        #expect(try at("Asia/Seoul", (9999, 12, 31), (24, 0)) != nil)
    }
}

@Suite("Times on the wall")
struct WallTimeTests {
    private static let zones = [
        "Asia/Seoul", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
        "Pacific/Apia", "Asia/Kathmandu",
    ]

    /// One cache for all seeds, so that it is asked what it remembers.
    private static let warm = SystemTimeZones()

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `are what Foundation shows then, remembered or not`(seed: UInt64) throws {
        var chance = Seed(seed)
        let name = try #require(Self.zones.randomElement(using: &chance))
        var calendar = Foundation.Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: name))
        for _ in 0..<12 {
            let day = try #require(Day(number: .random(in: 18_262...20_453, using: &chance)))
            for _ in 0..<4 {
                let minute = Int.random(in: 0..<96, using: &chance) * 15
                let time = try #require(TimeOfDay(minutes: minute))
                let found = Self.warm.instant(of: day, at: time, in: name)
                #expect(found == SystemTimeZones().instant(of: day, at: time, in: name))
                #expect(found == earliest(day, time, calendar), "\(name) \(day.calendar) \(time)")
            }
        }
    }

    /// The first moment at which the calendar shows this time, looked for by trying them all.
    private func earliest(
        _ day: Day,
        _ time: TimeOfDay,
        _ calendar: Foundation.Calendar
    ) -> Instant? {
        let wall = Double(day.number) * 86_400 + Double(time.minutes) * 60
        let parts = day.calendar
        for quarter in -60...60 {
            let date = Date(timeIntervalSince1970: wall + Double(quarter) * 900)
            let offset = calendar.timeZone.secondsFromGMT(for: date)
            guard Double(quarter) * 900 == -Double(offset) else { continue }
            let shown = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: date)
            let expected = [
                parts.year, parts.month, parts.day, time.minutes / 60, time.minutes % 60,
            ]
            guard [shown.year, shown.month, shown.day, shown.hour, shown.minute] == expected
            else { continue }
            return Instant(milliseconds: Int64(date.timeIntervalSince1970) * 1_000)
        }
        return nil
    }

    @Test(arguments: ["Europe/Berlin", "America/New_York"])
    func `are not remembered wrongly around the days on which clocks change`(name: String) throws {
        let warm = SystemTimeZones()
        for round in 0..<2 {
            for number in 18_690...18_960 as ClosedRange<Int32> {
                let day = try #require(Day(number: number))
                for minutes in [0, 150, 720, 1_439] {
                    let time = try #require(TimeOfDay(minutes: minutes))
                    let plain = SystemTimeZones().instant(of: day, at: time, in: name)
                    #expect(warm.instant(of: day, at: time, in: name) == plain, "round \(round)")
                }
            }
        }
    }

    @Test func `survive more days than are remembered`() throws {
        let zones = SystemTimeZones()
        let noon = try #require(TimeOfDay(hour: 12, minute: 0))
        for number in 0..<5_000 as Range<Int32> {
            let day = try #require(Day(number: number + 15_000))
            let expected = (Int64(number) + 15_000) * 86_400_000 + 3 * 3_600_000
            let found = zones.instant(of: day, at: noon, in: "Asia/Seoul")
            #expect(found == Instant(milliseconds: expected))
        }
    }
}

@Suite("The clock of the system")
struct SystemClockTests {
    @Test func `shows what Foundation shows`() {
        let before = Int64(Date().timeIntervalSince1970 * 1_000) - 1
        let now = SystemClock().now().milliseconds
        let after = Int64(Date().timeIntervalSince1970 * 1_000) + 1
        #expect((before...after).contains(now))
    }
}
