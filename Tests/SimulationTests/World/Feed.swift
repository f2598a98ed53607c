import KitTesting
import Synchronization
import Threads

@testable import Runtime

/// The way of facts from the ledger to the views, which drops, repeats, reorders and delays them.
///
/// `@unchecked Sendable`: used by one thread at a time.
final class Feed: @unchecked Sendable {
    private var waiting: [[AnyFact]] = []
    private var last: [AnyFact] = []
    /// How many facts the views hold that they have not looked at.
    private var held = 0
    private let backlog: Int
    private let overflowed: () -> Void
    private var listeners: [@Sendable ([AnyFact]) -> Void] = []

    init(backlog: Int, overflowed: @escaping () -> Void) {
        self.backlog = backlog
        self.overflowed = overflowed
    }

    /// The views have looked at all that they hold.
    func wereSeen() { held = 0 }

    /// Takes the place of those who have asked the ledger for its facts.
    func interpose(in ledger: Ledger) {
        let all = ledger.audience.locked { audience in
            let all = audience
            audience = [{ [weak self] facts in self?.take(facts) }]
            return all
        }
        listeners = all
    }

    private func take(_ facts: [AnyFact]) {
        guard !facts.isEmpty else { return }
        waiting.append(facts)
        last = facts
    }

    private func hand(_ facts: [AnyFact]) {
        held += facts.count
        if held > backlog {
            overflowed()
            held = 0
        }
        for listener in listeners { listener(facts) }
    }

    /// Delivers what waits, in order.
    func deliverAll() {
        for facts in waiting { hand(facts) }
        waiting = []
    }

    /// What came last, once more: whoever has missed something finds out.
    func repeatLast() { if !last.isEmpty { hand(last) } }

    /// Something goes wrong with what waits. Returns what.
    func stumble(_ chance: inout Seed) -> Sometimes? {
        switch chance.below(3) {
        case 0:
            guard !waiting.isEmpty else { return nil }
            waiting.remove(at: chance.below(waiting.count))
            return .feedDropped
        case 1:
            guard let facts = waiting.first else {
                guard !last.isEmpty else { return nil }
                repeatLast()
                return .feedRepeated
            }
            hand(facts)
            return .feedRepeated
        default:
            guard waiting.count > 1 else { return nil }
            waiting.shuffle(using: &chance)
            return .feedReordered
        }
    }

    /// Lets the first of those that wait arrive.
    func deliverOne() {
        guard !waiting.isEmpty else { return }
        hand(waiting.removeFirst())
    }
}
