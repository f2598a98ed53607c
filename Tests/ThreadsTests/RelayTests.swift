import Glibc
import Synchronization
import Testing

@testable import Threads

@Suite("Two threads that do the same work in turns")
struct RelayTests {
    private static let steps: (calm: Int32, hasty: Int32) = (5, 2)
    private let own = getpriority(Int32(PRIO_PROCESS.rawValue), 0)

    /// Niceness of the thread of each turn, where each says how the next one is to be done.
    private func niceness(of turns: [Relay.Next]) throws -> [Int32] {
        let done = Monitor<[Int32]>([])
        let inside = Atomic<Int>(0)
        let together = Atomic<Int>(0)
        let relay = Relay(stepsBack: Self.steps) {
            if inside.add(1, ordering: .sequentiallyConsistent).newValue > 1 {
                together.add(1, ordering: .relaxed)
            }
            defer { inside.subtract(1, ordering: .sequentiallyConsistent) }
            return done.locked { done in
                let next = turns[done.count]
                done.append(getpriority(Int32(PRIO_PROCESS.rawValue), 0))
                return next
            }
        }
        try #require(relay).join()
        #expect(together.load(ordering: .relaxed) == 0, "never two turns at once")
        return done.locked { $0 }
    }

    @Test func `the calm one steps back further than the hasty one`() throws {
        let calm = min(own + Self.steps.calm, 19)
        let hasty = min(own + Self.steps.hasty, 19)
        #expect(
            try niceness(of: [.hasty, .calm, .calm, .hasty, .calm, .none])
                == [hasty, hasty, calm, calm, hasty, calm]
        )
    }

    @Test func `end when there is no turn any more, whoever has had the last`() throws {
        #expect(try niceness(of: [.none]).count == 1)
        #expect(try niceness(of: [.calm, .none]).count == 2)
    }

    @Test func `hand over a hundred thousand times and lose no turn`() throws {
        let turns = (0..<100_000).map { $0 % 3 == 0 ? Relay.Next.hasty : .calm }
        #expect(try niceness(of: turns + [.none]).count == 100_001)
    }
}
