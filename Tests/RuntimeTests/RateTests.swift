import Testing

@testable import Runtime

@Suite("How much has come lately, as reading of the views")
struct RateTests {
    /// Whether much is read at a moment, after so many have come every ten milliseconds.
    private func isHigh(at moment: Int64, readers: Int, until end: Int64) -> Bool {
        var reading = Rate(many: 200)
        for now in stride(from: 0, to: end, by: 10) as StrideTo<Int64> {
            reading.note(readers, at: now)
        }
        return reading.isHigh(at: moment)
    }

    @Test func `is little before anyone has come, and while some come now and then`() {
        #expect(!isHigh(at: 0, readers: 0, until: 0))
        for moment in stride(from: 0, to: 3_000, by: 250) as StrideTo<Int64> {
            #expect(!isHigh(at: moment, readers: 1, until: moment), "\(moment)")
        }
    }

    @Test func `is much as long as many come every second, and a second longer`() {
        for moment in stride(from: 500, to: 3_000, by: 250) as StrideTo<Int64> {
            #expect(isHigh(at: moment, readers: 5, until: moment), "\(moment)")
        }
        #expect(isHigh(at: 3_900, readers: 5, until: 3_000))
        #expect(!isHigh(at: 5_100, readers: 5, until: 3_000))
        #expect(!isHigh(at: 9_000, readers: 5, until: 3_000))
    }

    @Test func `is much at once when a crowd comes`() {
        #expect(isHigh(at: 0, readers: 200, until: 10))
    }
}
