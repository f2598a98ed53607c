import Kit
import Synchronization
import Threads

/// The ledger's thread: one batch after the other.
final class LedgerWriter {
    private static let pauseAfterFailure: Int64 = 250
    /// For so long what follows a batch waits for calls, with which it then shares a commit and a
    /// sync. Nobody waits for it, and by itself it would cost as much as they do.
    private static let patienceOfTail: Int64 = 2
    /// Less than a store forgets at once, so that it forgets faster than it remembers.
    private static let repliesUntilForgetting = 400

    let desk: Desk
    let clock: any Clock
    let limits: LedgerLimits
    let figures: LedgerFigures
    var postOffice: PostOffice
    /// Facts of the last batch, which eventual policies have not seen yet.
    private(set) var tail: [AnyFact] = []
    private(set) var committed: Int64
    private var nextTimer: Instant?
    private var marksMoved = false
    /// Whether the last batch was lost: what is left of it is tried again, without haste.
    private var hasFailed = false
    private var nextForgetting = Instant(milliseconds: 0)
    private var repliesSinceForgetting = 0

    init(
        desk: Desk,
        clock: any Clock,
        limits: LedgerLimits,
        figures: LedgerFigures,
        committed: Int64
    ) throws {
        self.desk = desk
        self.clock = clock
        self.limits = limits
        self.figures = figures
        self.committed = committed
        do {
            postOffice = try PostOffice(desk: desk, limits: limits, figures: figures)
            nextTimer = try desk.store.nextDue()
        } catch let error as StoreError {
            throw Failure.storage(error)
        }
        try catchUpImmediately()
        showLag()
    }

    /// Decides one batch and everything that is due beside it, and writes what comes of it.
    func work(on calls: [Call]) -> WrittenBatch {
        desk.now = clock.now()
        hasFailed = false
        let answers = calls.map { Answer(call: $0, result: decide($0)) }
        follow()
        catchUp()
        fireTimers()
        retryLetters()
        let hasSomething = desk.hasSomethingToWrite
        var failure: StoreError?
        var facts: [AnyFact] = []
        do throws(StoreError) { facts = try settle() } catch { failure = error }
        hasFailed = hasFailed || failure != nil
        showLag()
        figures.commandCount.add(Int64(calls.count), ordering: .relaxed)
        return WrittenBatch(
            facts: facts,
            answers: answers,
            failure: failure,
            hasWritten: hasSomething && failure == nil
        )
    }

    /// The last thing to be done, when no more calls will come.
    func end() { flushMarks() }

    /// How long to wait for calls, in milliseconds.
    func patience() -> Int64 {
        if hasFailed { return Self.pauseAfterFailure }
        if isAnyoneBehind { return 0 }
        // The clock may jump, so nobody sleeps longer than a second.
        var patience: Int64 = tail.isEmpty ? 1_000 : Self.patienceOfTail
        for due in [nextTimer, postOffice.nextRetry] {
            guard let due else { continue }
            let (span, overflow) = due.milliseconds.subtractingReportingOverflow(
                clock.now().milliseconds
            )
            if !overflow { patience = min(patience, max(0, span)) }
        }
        return patience
    }

    private var isAnyoneBehind: Bool {
        desk.registry.followers.contains { $0.isRunning && !$0.isLive }
    }

    private func decide(_ call: Call) -> Result<Reply, any Error> {
        do {
            if let errand = call.letters {
                try errand(LetterDesk(office: postOffice))
                return .success(Reply(status: 204))
            }
            if let id = call.id, let stored = try desk.reply(to: id) {
                guard stored.fingerprint == call.fingerprint else { throw Failure.keyReused }
                return .success(stored.reply)
            }
            let reply = try desk.attempt { try call.work($0) }
            if let id = call.id {
                desk.batch.replies.append(
                    StoredReply(
                        call: id,
                        fingerprint: call.fingerprint,
                        time: desk.now,
                        reply: reply
                    )
                )
            }
            return .success(reply)
        } catch {
            if error is Refused { figures.refusalCount.add(1, ordering: .relaxed) }
            return .failure(error)
        }
    }

    /// Shows the facts of the last batch to the policies that keep up.
    private func follow() {
        guard let last = tail.last else { return }
        // By their places: an iterator would hold all of them, and each.
        for place in tail.indices {
            let fact = tail[place]
            let reactions = fact.kind.eventual
            for place in reactions.indices where reactions[place].follower.isLive {
                postOffice.deliver(fact, reactions[place])
            }
        }
        for follower in desk.registry.followers where follower.isLive {
            follower.mark = last.position
        }
        marksMoved = true
        tail = []
    }

    /// Reads on for the policies that are behind, a stretch at a time.
    private func catchUp(_ timings: [Timing] = [.immediate, .eventual]) {
        let behind = desk.registry.followers.filter {
            $0.isRunning && !$0.isLive && timings.contains($0.timing)
        }
        guard let mark = behind.map(\.mark).min() else { return }
        let abreast = behind.filter { $0.mark == mark }
        let facts: [StoredFact]
        do {
            facts = try desk.store.facts(after: mark, limit: limits.catchUp)
        } catch {
            return cannotRead(error, abreast)
        }
        let ends = behind.map(\.mark).filter { $0 > mark }.min() ?? Int64.max
        var reached = min(ends, facts.last?.position ?? committed)
        for stored in facts where stored.position <= ends {
            guard show(stored, to: abreast) else {
                reached = stored.position - 1
                hasFailed = true
                break
            }
        }
        for follower in abreast where follower.halted == nil {
            follower.mark = max(mark, reached)
            // Nobody has shown an immediate one yet what this very batch has led to.
            let hasMissedSome = follower.timing == .immediate && !desk.facts.isEmpty
            follower.isLive = follower.mark >= committed && !hasMissedSome
        }
        marksMoved = true
    }

    /// What is damaged stays so; anything else may pass, and is tried again without haste.
    private func cannotRead(_ error: StoreError, _ followers: [Follower]) {
        guard case .damaged = error else {
            hasFailed = true
            return
        }
        for follower in followers {
            follower.halted = "cannot read on: \(error)"
            figures.report("\(follower.name) cannot read on: \(error)")
        }
    }

    /// False when the store did not say what must be known: that may pass.
    private func show(_ stored: StoredFact, to followers: [Follower]) -> Bool {
        let interested = followers.filter {
            $0.halted == nil && $0.subject.number == stored.stream.kind
        }
        guard let kind = interested.first?.subject else { return true }
        do {
            let fact = try kind.understand(stored, in: desk)
            for follower in interested {
                guard let reaction = fact.reaction(of: follower) else { continue }
                postOffice.deliver(fact, reaction)
            }
        } catch let failure as Failure where failure.mayPass {
            return false
        } catch {
            // Nothing is skipped: whoever cannot read on stops here, and says so.
            for follower in interested {
                follower.mark = stored.position - 1
                follower.halted = "cannot understand fact \(stored.position): \(error)"
                figures.report("\(follower.name) \(follower.halted ?? "")")
            }
        }
        return true
    }

    /// Before anyone is served: what immediate policies have missed while their service was down.
    private func catchUpImmediately() throws {
        while desk.registry.followers.contains(where: {
            $0.timing == .immediate && $0.isRunning && !$0.isLive
        }) {
            desk.now = clock.now()
            hasFailed = false
            catchUp([.immediate])
            if hasFailed { throw Failure.storage(.failed("the ledger cannot be read on")) }
            do throws(StoreError) { _ = try settle() } catch { throw Failure.storage(error) }
        }
        for follower in desk.registry.followers where follower.timing == .immediate {
            if let reason = follower.halted {
                throw Failure.unreadable("\(follower.name) \(reason)")
            }
        }
    }

    private func fireTimers() {
        guard let due = nextTimer, due <= desk.now else { return }
        do {
            let timers = try desk.store.timers(dueBy: desk.now, limit: limits.batch)
            for timer in timers { postOffice.fire(timer) }
            // None is due after all: when the next one is was not known for a while.
            if timers.isEmpty { nextTimer = try desk.store.nextDue() }
        } catch {
            nextTimer = desk.now.adding(seconds: 1)
        }
    }

    /// What is durable stays so, whether or not the next timer can be found just now.
    private func findNextTimer() {
        do { nextTimer = try desk.store.nextDue() } catch { nextTimer = desk.now }
    }

    private func retryLetters() {
        guard let due = postOffice.nextRetry, due <= desk.now else { return }
        postOffice.retry()
    }

    /// Writes the batch, and gives back its facts.
    private func settle() throws(StoreError) -> [AnyFact] {
        guard desk.hasSomethingToWrite else {
            // Looking at aggregates fills the memory, too.
            keepCacheSmall()
            return []
        }
        let timersChanged = !desk.batch.timersSet.isEmpty || !desk.batch.timersDone.isEmpty
        for follower in desk.registry.followers {
            // What immediate policies do about a fact is part of its own batch.
            if follower.timing == .immediate, follower.isLive { follower.mark = desk.lastPosition }
            desk.batch.marks[follower.name] = follower.mark
        }
        forgetReplies()
        let written: [AnyFact]
        do throws(StoreError) { written = try desk.commit() } catch {
            throw recover(from: error)
        }
        committed += Int64(written.count)
        tail += written
        figures.factCount.add(Int64(written.count), ordering: .relaxed)
        marksMoved = false
        postOffice.settled()
        if timersChanged { findNextTimer() }
        keepCacheSmall()
        return written
    }

    /// Now and then: what is old enough by now.
    private func forgetReplies() {
        repliesSinceForgetting += desk.batch.replies.count
        guard !desk.batch.replies.isEmpty,
            desk.now >= nextForgetting || repliesSinceForgetting >= Self.repliesUntilForgetting
        else { return }
        repliesSinceForgetting = 0
        nextForgetting = desk.now.adding(seconds: 10)
        desk.batch.forgetRepliesBefore = Instant(
            milliseconds: desk.now.milliseconds - limits.rememberReplies
        )
    }

    /// What followers did in the lost batch is lost: they read on from where the store says.
    private func recover(from error: StoreError) -> StoreError {
        // What immediate policies do about a fact is part of its own batch: they have dealt with
        // all that is durable, whatever their stored marks say, and miss nothing from now on.
        let keepingUp = desk.registry.followers.filter { $0.timing == .immediate && $0.isLive }
        for follower in desk.registry.followers where follower.isRunning {
            follower.isLive = false
        }
        do {
            let head = try desk.store.open(kinds: desk.registry.kinds.map(\.path))
            desk.registry.open(head)
            for follower in keepingUp {
                follower.mark = head.position
                follower.isLive = true
            }
            try postOffice.forget()
            nextTimer = try desk.store.nextDue()
            tail = []
            return error
        } catch let second {
            return .unsynced("\(error), then \(second)")
        }
    }

    private func flushMarks() {
        guard marksMoved, desk.facts.isEmpty else { return }
        for follower in desk.registry.followers { desk.batch.marks[follower.name] = follower.mark }
        // Marks that are behind only mean that some facts are looked at again.
        _ = try? desk.commit()
    }

    /// Every kind gives up its share: what one of them lost to the others would be read again. What
    /// has less of a share than one aggregate takes gives up nothing.
    private func keepCacheSmall() {
        var bytes = desk.registry.kinds.reduce(0) { $0 + $1.bytes }
        // What was used lately is passed over the first time.
        for _ in 0..<2 where bytes > limits.cacheBytes { bytes -= giveUp(of: bytes) }
        figures.cachedBytes.store(Int64(bytes), ordering: .relaxed)
    }

    private func giveUp(of bytes: Int) -> Int {
        let (total, excess) = (Double(bytes), Double(bytes - limits.cacheBytes))
        let heaviest = desk.registry.kinds.map(\.bytes).max() ?? 0
        var freed = 0
        for kind in desk.registry.kinds where kind.bytes > 0 {
            let share = Int(excess * Double(kind.bytes) / total)
            guard share >= kind.leastWeight || kind.bytes == heaviest else { continue }
            freed += kind.evict(bytes: share + 1)
        }
        return freed
    }
}
