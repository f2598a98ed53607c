import Kit
import Synchronization
import Threads

/// A batch that was written, and what is told when it is durable.
struct WrittenBatch: Sendable {
    let facts: [AnyFact]
    let answers: [Answer]
    /// Why nothing of it was written, where that is so.
    let failure: StoreError?
    /// Whether there is anything to be made durable.
    let hasWritten: Bool

    /// Nothing was decided, and the ledger decides nothing any more.
    static func refused(_ calls: [Call]) -> WrittenBatch {
        WrittenBatch(
            facts: [],
            answers: calls.map { Answer(call: $0, result: .failure(Failure.stopped)) },
            failure: nil,
            hasWritten: false
        )
    }
}

/// A call of a batch, and what it will be answered once the batch is durable.
struct Answer: Sendable {
    let call: Call
    let result: Result<Reply, any Error>
}

/// Makes batches durable in their order, and only then tells anyone of them.
///
/// It works on a thread of its own: while one batch is synced, the ledger decides the next. No more
/// than one turn's batches wait behind it, so that calls gather into batches instead of many small
/// ones; all that wait are synced together.
final class Sealer: @unchecked Sendable {
    private struct Queue {
        var batches: [WrittenBatch] = []
        var isStopping = false
    }

    private struct Progress {
        /// How many batches were handed over and are not sealed yet.
        var underWay = 0
        var hasRoom = true
        var isBroken = false
    }

    /// Less than the ledger, which waits for it, but behind those who read and write for clients.
    private static let stepsBack: Int32 = 3

    private let syncer: (any StoreSyncer)?
    private let figures: LedgerFigures
    private let port: LedgerPort
    private let queue = Monitor(Queue())
    private let progress = Monitor(Progress())
    private var thread: WorkerThread?

    /// - Parameter syncer: Nil where batches are durable when they come here.
    init(_ syncer: (any StoreSyncer)?, figures: LedgerFigures, port: LedgerPort) {
        self.syncer = syncer
        self.figures = figures
        self.port = port
    }

    /// From now on batches are sealed on another thread, where there is anything to wait for.
    func startThread() throws {
        guard syncer != nil else { return }
        thread = WorkerThread(stepsBack: Self.stepsBack) { [self] in while sealNext() {} }
        guard thread != nil else { throw Failure.overloaded }
    }

    /// Whether nothing may be acknowledged any more.
    var isBroken: Bool { progress.locked(\.isBroken) }

    /// Waits until the next batch may be begun. False when nothing may be acknowledged any more.
    func waitForRoom() -> Bool {
        guard thread != nil else { return !isBroken }
        return progress.waiting(
            for: { $0.hasRoom || $0.isBroken },
            then: { !$0.isBroken }
        )
    }

    /// Takes a batch over. Whoever only reads is answered behind what was written before.
    func seal(_ batch: WrittenBatch) {
        if !batch.hasWritten, batch.answers.isEmpty, batch.failure == nil { return }
        guard thread != nil, batch.hasWritten || progress.locked({ $0.underWay > 0 }) else {
            return finish([batch])
        }
        progress.locked { progress in
            progress.underWay += 1
            if batch.hasWritten { progress.hasRoom = false }
        }
        queue.signalling {
            $0.batches.append(batch)
            return true
        }
    }

    /// Returns when all that it was given is sealed.
    func stop() {
        queue.signalling {
            $0.isStopping = true
            return true
        }
        thread?.join()
        thread = nil
    }

    private func sealNext() -> Bool {
        let batches: [WrittenBatch]? = queue.waiting(
            for: { !$0.batches.isEmpty || $0.isStopping },
            then: { queue in
                if queue.batches.isEmpty { return nil }
                defer { queue.batches = [] }
                return queue.batches
            }
        )
        guard let batches else { return false }
        progress.signalling {
            $0.hasRoom = true
            return true
        }
        finish(batches)
        progress.locked { $0.underWay -= batches.count }
        return true
    }

    private func finish(_ batches: [WrittenBatch]) {
        let failure = sync(batches)
        for batch in batches {
            if failure == nil, !batch.facts.isEmpty { port.committed(batch.facts) }
            // Before the answers: whoever has one may send the same call again at once.
            // By their places: as elements of a loop calls would be copies.
            let ids = batch.answers.indices.compactMap { batch.answers[$0].call.id }
            if !ids.isEmpty { port.done(ids) }
            port.letOut(batch.answers.count)
            let failure = failure ?? batch.failure
            let instead = failure.map { Result<Reply, any Error>.failure(Failure.storage($0)) }
            for place in batch.answers.indices {
                batch.answers[place].call.answer(instead ?? batch.answers[place].result)
            }
            if case .unsynced(let reason) = failure { fail(reason) }
        }
    }

    private func sync(_ batches: [WrittenBatch]) -> StoreError? {
        // Whoever only reads would hear of what may not be there.
        if isBroken { return .unsynced("an earlier batch may not be durable") }
        guard batches.contains(where: \.hasWritten) else { return nil }
        do throws(StoreError) { try syncer?.sync() } catch { return error }
        figures.syncCount.add(1, ordering: .relaxed)
        return nil
    }

    private func fail(_ reason: String) {
        let wasBroken = progress.locked { progress in
            defer { progress.isBroken = true }
            return progress.isBroken
        }
        progress.signalling { _ in true }
        if !wasBroken { port.broken(reason) }
    }
}
