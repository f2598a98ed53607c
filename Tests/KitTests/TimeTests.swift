import Kit
import Testing

@Suite("A time of day")
struct TimeOfDayTests {
    @Test func `is to the minute, from midnight to midnight`() {
        #expect(TimeOfDay(hour: 0, minute: 0) == .midnight)
        #expect(TimeOfDay(hour: 14, minute: 5)?.minutes == 845)
        #expect(TimeOfDay(hour: 24, minute: 0)?.minutes == 1_440)
        #expect(TimeOfDay(minutes: 1_440) != nil)
    }

    @Test(arguments: [(24, 1), (25, 0), (-1, 0), (0, 60), (0, -1), (.max, 0), (0, .max)])
    func `that no clock shows cannot be made`(hour: Int, minute: Int) {
        #expect(TimeOfDay(hour: hour, minute: minute) == nil)
    }

    @Test(arguments: [-1, 1_441, .max, .min])
    func `that is not in the day cannot be made`(minutes: Int) {
        #expect(TimeOfDay(minutes: minutes) == nil)
    }

    @Test func `stays in its day`() throws {
        let ten = try #require(TimeOfDay(hour: 10, minute: 0))
        #expect(ten.adding(minutes: 90) == TimeOfDay(hour: 11, minute: 30))
        #expect(ten.adding(minutes: 840) == TimeOfDay(hour: 24, minute: 0))
        #expect(ten.adding(minutes: 841) == nil)
        #expect(ten.adding(minutes: -601) == nil)
        #expect(ten.adding(minutes: .max) == nil)
        #expect(ten.adding(minutes: .min) == nil)
        #expect(TimeOfDay.midnight < ten)
    }
}

@Suite("An instant")
struct InstantTests {
    @Test func `moves by minutes and seconds`() {
        #expect(Instant(milliseconds: 5).adding(minutes: 2) == Instant(milliseconds: 120_005))
        #expect(Instant(milliseconds: 5).adding(seconds: -1) == Instant(milliseconds: -995))
    }

    @Test func `ends at the end of time, and does not trap`() {
        let end = Instant(milliseconds: .max)
        #expect(Instant(milliseconds: 0).adding(minutes: .max) == end)
        #expect(Instant(milliseconds: 0).adding(seconds: .max) == end)
        #expect(Instant(milliseconds: .max - 1).adding(seconds: 1) == end)
        #expect(end.adding(minutes: 1) == end)
        #expect(Instant(milliseconds: .max - 1_000).adding(seconds: 1) == end)
    }

    @Test func `comes before a later one`() {
        #expect(Instant(milliseconds: -1) < Instant(milliseconds: 0))
        #expect(!(Instant(milliseconds: 0) < Instant(milliseconds: 0)))
    }
}
