public import Runtime
import Threads

/// What goes wrong with a store, as a test orders it, and what the store was asked so far.
/// Any thread may order.
public final class StoreFaults: Sendable {
    /// What becomes of one commit.
    public enum Fate: Sendable {
        case kept
        /// Nothing of it is kept.
        case lost(StoreError)
        /// All of it is kept, but the writer is told otherwise.
        case keptButDenied(StoreError)
    }

    private struct State {
        var fates: [Fate] = []
        var usualFate = Fate.kept
        var readFailure: StoreError?
        var failures: [String: StoreError] = [:]
        var openFailure: StoreError?
        var dueFailure: StoreError?
        var asked: [String: Int] = [:]
        var factsRead = 0
        var timersRead = 0
        var syncer: HeldSyncer?
    }

    private let state = Monitor(State())

    public init() {}

    /// The fates of the next commits, one after the other.
    public func order(_ fates: Fate...) { state.locked { $0.fates += fates } }

    /// The fate of all commits for which none was ordered.
    public func orderAlways(_ fate: Fate) { state.locked { $0.usualFate = fate } }

    /// What every read throws from now on; nil for none.
    public func failReads(_ failure: StoreError?) { state.locked { $0.readFailure = failure } }

    /// What reading an aggregate's history throws from now on; nil for none.
    public func failHistories(_ failure: StoreError?) { fail("history", failure) }

    /// What one kind of reading throws from now on, as `key` or `allLetters`; nil for none.
    public func fail(_ operation: String, _ failure: StoreError?) {
        state.locked { $0.failures[operation] = failure }
    }

    /// What opening throws from now on; nil for none.
    public func failOpening(_ failure: StoreError?) { state.locked { $0.openFailure = failure } }

    /// What looking for the next timer throws from now on; nil for none.
    public func failDue(_ failure: StoreError?) { state.locked { $0.dueFailure = failure } }

    /// Commits become durable when this one says so; to be ordered before a ledger starts.
    public func sync(with syncer: HeldSyncer) { state.locked { $0.syncer = syncer } }

    /// Everything is as it should be again, and nothing was asked yet.
    public func clear() { state.locked { $0 = State() } }

    /// How often the store was asked for this, as `commit` or `history`.
    public func count(of operation: String) -> Int { state.locked { $0.asked[operation] ?? 0 } }

    /// How many stored facts were handed out.
    public var factsRead: Int { state.locked { $0.factsRead } }

    /// How many timers were handed out.
    public var timersRead: Int { state.locked { $0.timersRead } }

    var syncing: HeldSyncer? { state.locked { $0.syncer } }

    func fate() -> Fate {
        state.locked { state in
            state.asked["commit", default: 0] += 1
            return state.fates.isEmpty ? state.usualFate : state.fates.removeFirst()
        }
    }

    func open() throws(StoreError) {
        if let failure = state.locked({ $0.openFailure }) { throw failure }
    }

    func due() throws(StoreError) {
        if let failure = state.locked({ $0.dueFailure }) { throw failure }
    }

    func read(_ operation: String) throws(StoreError) {
        let failure = state.locked { state in
            state.asked[operation, default: 0] += 1
            // All letters are read when a store is opened, and that has a failure of its own.
            let general = operation == "allLetters" ? nil : state.readFailure
            return general ?? state.failures[operation]
        }
        if let failure { throw failure }
    }

    func handOut(_ timers: [StoredTimer]) -> [StoredTimer] {
        state.locked { $0.timersRead += timers.count }
        return timers
    }

    func handOut(_ facts: [StoredFact]) -> [StoredFact] {
        state.locked { $0.factsRead += facts.count }
        return facts
    }
}
