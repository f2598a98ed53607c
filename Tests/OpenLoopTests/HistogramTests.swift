import Testing

@testable import OpenLoop

@Suite("A histogram")
struct HistogramTests {
    @Test(arguments: [0, 1, 127, 128, 129, 1_000, 123_456, 10_000_000, 987_654_321_012])
    func `keeps a duration to one percent`(duration: Int64) {
        var histogram = Histogram()
        histogram.record(duration)
        histogram.record(Int64.max)
        let kept = histogram.duration(atShare: 0.5)
        #expect(kept >= duration)
        #expect(Double(kept) <= Double(duration) * 1.01)
    }

    @Test func `finds the shares of ten thousand durations`() {
        var histogram = Histogram()
        for duration in 1...10_000 { histogram.record(Int64(duration) * 1_000) }
        #expect(histogram.count == 10_000)
        for (share, duration) in [(0.5, 5_000_000.0), (0.99, 9_900_000), (0.999, 9_990_000)] {
            let found = Double(histogram.duration(atShare: share))
            #expect(found >= duration && found <= duration * 1.01, "\(share): \(found)")
        }
        #expect(histogram.duration(atShare: 1) == 10_000_000)
        #expect(histogram.greatest == 10_000_000)
    }

    @Test func `counts what is less than nothing as nothing`() {
        var histogram = Histogram()
        histogram.record(-5)
        #expect(histogram.duration(atShare: 1) == 0)
        #expect(histogram.count == 1)
    }

    @Test func `counts what is longer than a year as a year`() {
        var histogram = Histogram()
        histogram.record(.max)
        #expect(histogram.duration(atShare: 1) == .max >> 8)
    }

    @Test func `says nothing when it is empty`() {
        #expect(Histogram().duration(atShare: 0.99) == 0)
    }
}
