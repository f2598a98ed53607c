/// What became of one seed.
struct Outcome {
    let hash: UInt64
    /// Nil when all was well.
    let violation: Violation?
    let reached: Reached
    let lines: [String]
    /// How many facts there were in the end.
    let facts: Int

    /// What someone types to see it again.
    static func command(_ seed: UInt64) -> String { "make sim SEED=\(seed)" }

    func summary(of seed: UInt64) -> String {
        "seed \(seed): \(facts) facts, trace \(String(hash, radix: 16)), "
            + (violation?.description ?? "all is well")
    }

    /// Lives through one seed.
    static func of(
        _ seed: UInt64,
        plant: Plant = .nothing,
        keepsTrace: Bool = false
    ) throws -> Outcome {
        let world = try World(seed, plant: plant, keepsTrace: keepsTrace)
        var violation: Violation?
        do { try world.run() } catch let found as Violation { violation = found }
        return Outcome(
            hash: world.trace.hash,
            violation: violation,
            reached: world.reached,
            lines: world.trace.lines,
            facts: world.auditor.facts.count
        )
    }
}
