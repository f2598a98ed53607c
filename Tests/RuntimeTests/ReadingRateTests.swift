import Testing

@testable import Runtime

@Suite("How much is read of the views")
struct ReadingRateTests {
    @Test func `is nothing before anyone has come`() {
        var reading = ReadingRate()
        #expect(reading.crowd(at: 0) == .none)
        reading.note(0, at: 5)
        #expect(reading.crowd(at: 5) == .none)
    }

    @Test func `is some for a second or two after a reader`() {
        var reading = ReadingRate()
        reading.note(1, at: 10_000)
        #expect(reading.crowd(at: 10_000) == .some)
        #expect(reading.crowd(at: 11_500) == .some)
        #expect(reading.crowd(at: 12_600) == .none)
    }

    @Test func `is much as long as many come every second`() {
        var reading = ReadingRate()
        for now in stride(from: 0, to: 3_000, by: 10) as StrideTo<Int64> {
            reading.note(5, at: now)
            if now >= 500 { #expect(reading.crowd(at: now) == .many, "\(now)") }
        }
        #expect(reading.crowd(at: 3_900) == .many)
        #expect(reading.crowd(at: 9_000) == .none)
    }
}
