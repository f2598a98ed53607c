import Kit
import Synchronization
import Threads

@testable import Runtime

/// Waits until something holds: thirty seconds, and long enough to have looked many times where
/// other tests take all threads.
func soon(_ holds: () async throws -> Bool) async -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(30)
    var looks = 0
    while clock.now < end || looks < 500 {
        looks += 1
        if let holds = try? await holds(), holds { return true }
        try? await Task.sleep(for: .milliseconds(2))
    }
    return false
}

extension Ledger {
    /// Tells the positions of facts as everyone else in the process sees them.
    func listen(_ listener: @escaping @Sendable ([Int64]) -> Void) {
        audience.locked { $0.append { facts in listener(facts.map(\.position)) } }
    }
}
