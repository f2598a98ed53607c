import Testing

@Suite("The simulated hair shop")
struct SimulationTests {
    static let seeds: ClosedRange<UInt64> = 0...299

    @Test(.enabled(if: Settings.seeds == nil))
    func `keeps its promises in every seed, and meets all that should sometimes happen`() {
        let reached = Reached()
        for seed in Self.seeds { live(seed, reached) }
        let never = reached.never.map(\.rawValue)
        #expect(never.isEmpty, "never happened: \(never.joined(separator: "; "))")
    }

    @Test(.enabled(if: Settings.seeds != nil))
    func `keeps its promises in the seeds that were asked for`() throws {
        let reached = Reached()
        for seed in try #require(Settings.seeds) { live(seed, reached) }
        if Settings.keepsTrace { print(reached.report) }
    }

    /// Twice: the same seed is the same story.
    private func live(_ seed: UInt64, _ reached: Reached) {
        do {
            let first = try Outcome.of(seed, keepsTrace: Settings.keepsTrace)
            for line in first.lines { print(line) }
            if let violation = first.violation {
                Issue.record("\(Outcome.command(seed)) finds: \(violation)")
            }
            reached.add(first.reached)
            let second = try Outcome.of(seed)
            #expect(first.hash == second.hash, "two runs differ: \(Outcome.command(seed))")
            if Settings.seeds != nil { print(first.summary(of: seed)) }
        } catch {
            Issue.record("\(Outcome.command(seed)) throws: \(error)")
        }
    }
}
