import Testing

@Suite("The simulation")
struct PlantedBugTests {
    /// How many seeds it may take.
    private static let seeds: Range<UInt64> = 0..<40

    @Test(arguments: [
        (Plant.forgetsMarks, Invariant.nothingIsDoubled),
        (.saysYesTooEarly, .nothingIsLost),
        (.forgetsDirectory, .nothingIsLost),
        (.dropsTimers, .sagasEnd),
        (.forgetsReplies, .nothingIsDoubled),
        (.snapshotsRunAhead, .memoryIsHistory),
        (.losesRows, .rebuildIsLive),
    ])
    func `finds a bug that is planted, and names what it breaks`(
        plant: Plant,
        breaks: Invariant
    ) throws {
        var found: [Invariant] = []
        for seed in Self.seeds where found.isEmpty {
            if let violation = try Outcome.of(seed, plant: plant).violation {
                found.append(violation.invariant)
            }
        }
        #expect(found == [breaks])
    }

    @Test func `is the same story in another process`() async throws {
        // Another process has another order of hashes.
        let there = await #expect(
            processExitsWith: .success,
            observing: [\.standardOutputContent]
        ) {
            for seed in 7...12 as ClosedRange<UInt64> {
                print("hash \(seed) \(try Outcome.of(seed).hash)")
            }
        }
        let told = String(decoding: there?.standardOutputContent ?? [], as: UTF8.self)
            .split(separator: "\n").filter { $0.hasPrefix("hash ") }.map { String($0) }
        let here = try (7...12 as ClosedRange<UInt64>).map {
            "hash \($0) \(try Outcome.of($0).hash)"
        }
        #expect(told == here)
    }
}
