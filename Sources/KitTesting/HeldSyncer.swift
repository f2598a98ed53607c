public import Runtime
import Threads

/// A disk that takes its time: what was written to it becomes durable when a test says so.
public final class HeldSyncer: StoreSyncer, @unchecked Sendable {
    private struct Gate {
        var isHeld = true
        var failure: StoreError?
        var asked = 0
    }

    private let gate = Monitor(Gate())

    public init() {}

    public func sync() throws(StoreError) {
        gate.locked { $0.asked += 1 }
        let failure = gate.waiting(for: { !$0.isHeld }, then: { $0.failure })
        if let failure { throw failure }
    }

    /// How often anyone wanted to know that all is durable.
    public var asked: Int { gate.locked { $0.asked } }

    /// Nothing that is written from now on becomes durable, for the time being.
    public func hold() { gate.locked { $0.isHeld = true } }

    /// What was written becomes durable, or turns out not to be.
    public func release(_ failure: StoreError? = nil) {
        gate.signalling {
            ($0.isHeld, $0.failure) = (false, failure)
            return true
        }
    }
}
