import Glibc
import Synchronization
import Testing

@testable import Threads

@Suite("Three threads that do the same work in turns")
struct RelayTests {
    private static let steps: (calm: Int32, brisk: Int32) = (5, 2)
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

    @Test func `the calm one steps back, the brisk one a little, the hasty one does not`() throws {
        let calm = min(own + Self.steps.calm, 19)
        let brisk = min(own + Self.steps.brisk, 19)
        #expect(
            try niceness(of: [.hasty, .calm, .calm, .brisk, .hasty, .calm, .brisk, .brisk, .none])
                == [own, own, calm, calm, brisk, own, calm, brisk, brisk]
        )
    }

    @Test func `end when there is no turn any more, whoever has had the last`() throws {
        #expect(try niceness(of: [.none]).count == 1)
        #expect(try niceness(of: [.calm, .none]).count == 2)
        #expect(try niceness(of: [.brisk, .none]).count == 2)
    }

    @Test func `hand over a hundred thousand times and lose no turn`() throws {
        let kinds: [Relay.Next] = [.hasty, .calm, .brisk, .calm, .brisk, .hasty, .hasty]
        let turns = (0..<100_000).map { kinds[$0 % kinds.count] }
        #expect(try niceness(of: turns + [.none]).count == 100_001)
    }
}
