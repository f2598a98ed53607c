import Kit
import Runtime

/// Sees what a ledger asks of its store: for the trace, and for what should sometimes happen.
///
/// `@unchecked Sendable`: used by one thread at a time.
final class Witness: @unchecked Sendable {
    let reached: Reached
    private let trace: Trace
    /// Of this life: whose history was read already.
    private var loaded: Set<StreamID> = []

    init(_ trace: Trace, _ reached: Reached) {
        self.trace = trace
        self.reached = reached
    }

    func newLife() { loaded = [] }

    func see(_ batch: WriteBatch, _ fate: Faults.Fate) {
        let marks = batch.marks.sorted { $0.key < $1.key }.map { "\($0.value)" }
        trace.note(
            "commit \(fate.rawValue) facts \(batch.facts.count) replies \(batch.replies.count) "
                + "snapshots \(batch.snapshots.map { "\($0.stream.packed)@\($0.version)" }) "
                + "timers +\(batch.timersSet.map(\.number)) -\(batch.timersDone) "
                + "letters +\(batch.lettersWritten.map { "\($0.id.position)/\($0.attempts)" }) "
                + "-\(batch.lettersDone.map(\.position)) marks \(marks.joined(separator: " "))"
        )
        for fact in batch.facts { note(fact) }
        switch fate {
        case .full: reached.sometimes(.storeFull)
        case .failed: reached.sometimes(.commitFailed)
        case .unsyncedButKept, .unsyncedAndLost: reached.sometimes(.syncFailed)
        case .crashBefore: reached.sometimes(.crashBeforeCommit)
        case .crashAfter: reached.sometimes(.crashAfterCommit)
        case .kept: notice(batch)
        }
    }

    private func note(_ fact: StoredFact) {
        trace.note(
            "  fact \(fact.position) of \(fact.stream.packed) v\(fact.version) \(fact.type) "
                + "at \(fact.time.milliseconds) by \(fact.cause.position) "
                + "in \(fact.correlation.position) \(fingerprint(fact.data))"
        )
    }

    private func notice(_ batch: WriteBatch) {
        for fact in batch.facts {
            switch fact.type {
            case "refunded": reached.sometimes(.compensated)
            case "overpaid": reached.sometimes(.overpaid)
            case "turnedAway": reached.sometimes(.turnedAway)
            case "chosen": reached.sometimes(.clerkChose)
            default: break
            }
        }
        if !batch.timersSet.isEmpty { reached.sometimes(.timerSet) }
        if !batch.timersSet.isEmpty, !batch.timersDone.isEmpty, batch.facts.isEmpty {
            reached.sometimes(.timerPostponed)
        }
        if !batch.lettersDone.isEmpty { reached.sometimes(.letterRetried) }
        if batch.forgetRepliesBefore != nil { reached.sometimes(.repliesForgotten) }
        for letter in batch.lettersWritten {
            let isTimer = letter.id.follower.hasPrefix("timer/")
            if isTimer {
                reached.sometimes(.timerParked)
            } else if letter.attempts == 0 {
                reached.sometimes(.letterWaited)
            } else {
                reached.sometimes(letter.retryAt == nil ? .letterParked : .letterWritten)
            }
        }
    }

    func seeHistory(of stream: StreamID, _ snapshot: Snapshot?) {
        if snapshot != nil { reached.sometimes(.snapshotUsed) }
        if !loaded.insert(stream).inserted { reached.sometimes(.cellsEvicted) }
    }

    func seeDue(_ timers: [StoredTimer], at moment: Instant) {
        let isLate = timers.contains { $0.due.adding(seconds: 30) < moment }
        if isLate { reached.sometimes(.timerLate) }
    }
}
