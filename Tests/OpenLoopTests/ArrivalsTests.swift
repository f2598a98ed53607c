import Testing

@testable import OpenLoop

@Suite("Arrivals")
struct ArrivalsTests {
    private func times(_ arrivals: Arrivals, _ count: Int) -> [Int64] {
        var arrivals = arrivals
        return (0..<count).map { _ in arrivals.next() }
    }

    @Test func `of a constant rhythm have the same pause`() {
        let arrivals = Arrivals(.constant, perSecond: 1_000)
        #expect(times(arrivals, 4) == [0, 1_000_000, 2_000_000, 3_000_000])
    }

    @Test func `of strangers follow from the seed`() {
        let one = times(Arrivals(.poisson, perSecond: 1_000, seed: 7), 100)
        #expect(one == times(Arrivals(.poisson, perSecond: 1_000, seed: 7), 100))
        #expect(one != times(Arrivals(.poisson, perSecond: 1_000, seed: 8), 100))
        #expect(one == one.sorted())
    }

    @Test func `of strangers come as often as they should, and scatter as they should`() {
        let all = times(Arrivals(.poisson, perSecond: 1_000, seed: 3), 100_000)
        let pauses = zip(all.dropFirst(), all).map { Double($0 - $1) / 1e6 }
        let mean = pauses.reduce(0, +) / Double(pauses.count)
        #expect(abs(mean - 1) < 0.02)
        let variance = pauses.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(pauses.count)
        #expect(abs(variance - 1) < 0.05)
    }
}
