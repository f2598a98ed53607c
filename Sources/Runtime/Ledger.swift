public import Kit
import Synchronization
import Threads

/// What a ledger allows itself.
public struct LedgerLimits: Sendable {
    /// How many commands may wait; the next one is told to come again.
    public var waiting = 20_000
    /// How long a command or a reader may have to wait in milliseconds; who would wait longer is
    /// told to come again. Unless it is set, everybody may wait.
    public var longestWait: Int64 = .max
    /// So many commands or readers may wait however long that takes.
    public var alwaysWelcome = 256
    /// How many calls, timers or letters one turn takes at most.
    public var batch = 1_000
    /// How many calls of a turn are decided and written together at most. More would share no more
    /// than this, and what they touch would fall out of the processor's cache on their way.
    public var stretch = 64
    /// About how many bytes of aggregates stay in memory.
    public var cacheBytes = 32 << 20
    /// How many stored facts a follower that is behind reads at a time.
    public var catchUp = 1_000
    /// How often a request that fails is tried before it waits for a person.
    public var attempts: Int32 = 8
    /// The pause after the first failure in milliseconds; it doubles with each further one.
    public var firstPause: Int64 = 500
    /// How long answers to calls with a key are remembered, in milliseconds.
    public var rememberReplies: Int64 = 24 * 3_600_000
    /// After how many events an aggregate is written down whole, to be read again faster.
    public var snapshotEvery: Int64 = 100

    public init() {}

    /// Calls that are decided and written together; one that is empty where there are none.
    func stretches(of calls: [Call]) -> [[Call]] {
        let size = max(stretch, 1)
        guard calls.count > size else { return [calls] }
        return stride(from: 0, to: calls.count, by: size).map {
            Array(calls[$0..<min($0 + size, calls.count)])
        }
    }
}

/// A call that will be answered once what it leads to is durable.
struct Call: Sendable {
    let id: CallID?
    let fingerprint: Int64
    let work: @Sendable (Desk) throws -> Reply
    let answer: @Sendable (Result<Reply, any Error>) -> Void
    /// What an operator wants, instead of work at the desk.
    var letters: (@Sendable (LetterDesk) throws -> Void)?
}

/// The one ordered, durable log of facts of a process, and the only place where it decides.
///
/// One thread takes everything that waits in one turn: calls, what policies ask for, timers. It is
/// written in transactions of a few dozen calls; one sync makes all durable that were written since
/// the last one, and only then is anyone answered.
public final class Ledger: Sendable {
    private struct Waiting {
        var calls: [Call] = []
        var underWay: Set<CallID> = []
        var isStopping = false
    }

    /// Who reads and writes for clients comes first: there may be more calls than can be decided.
    private static let stepsBack: Int32 = 6

    let registry: Registry
    public let limits: LedgerLimits
    public let figures = LedgerFigures()
    /// Knows how long calls would wait.
    public let door: Doorkeeper
    private let waiting = Monitor(Waiting())
    private let committed = Atomic<Int64>(0)
    private let thread = Monitor<WorkerThread?>(nil)

    /// - Parameters:
    ///   - businesses: What it guards, and which policies it runs.
    ///   - without: Services that are down in this process, by their names.
    ///   - limits: What it allows itself.
    /// - Throws: ``WiringError`` when the parts of a business do not fit together.
    public init(
        _ businesses: [Business],
        without: Set<String> = [],
        limits: LedgerLimits = LedgerLimits()
    ) throws {
        registry = try Registry(businesses, without: without)
        self.limits = limits
        door = Doorkeeper(longest: limits.longestWait, alwaysWelcome: limits.alwaysWelcome)
    }

    /// The aggregates of one type, as this business guards them.
    ///
    /// - Throws: ``Failure/unknownKind(_:)`` when no service of the business guards them.
    public func guarded<A: Aggregate>(
        _ type: A.Type,
        in business: String
    ) throws -> Guarded<A> {
        Guarded(kind: try registry.kind(type, in: business))
    }

    /// The position of the last durable fact.
    public var position: Int64 { committed.load(ordering: .acquiring) }

    /// How many calls wait to be decided.
    public var backlog: Int { waiting.locked { $0.calls.count } }

    /// Whether a service works in this process.
    public func isRunning(service name: String, of business: String) -> Bool {
        registry.services.contains {
            $0.name == name && $0.business == business && $0.isRunning
        }
    }

    /// Opens the store, catches up with what immediate policies have missed, and starts deciding.
    ///
    /// - Parameters:
    ///   - store: From now on used by the ledger's thread alone.
    ///   - clock: Gives every batch its time.
    ///   - broken: Told, once, when nobody knows any more what is durable. Nothing is acknowledged
    ///     after that, and the process should end.
    public func start(
        on store: sending any LedgerStore,
        clock: any Clock,
        broken: @escaping @Sendable (String) -> Void
    ) throws {
        let turns = WriterBox(
            try prepare(
                on: store,
                clock: clock,
                uptime: monotonicNanoseconds,
                broken: broken
            )
        )
        try turns.turns.sealer.startThread()
        let worker = WorkerThread(stepsBack: Self.stepsBack) { while turns.turns.next() {} }
        guard let worker else { throw Failure.overloaded }
        thread.locked { $0 = worker }
    }

    /// The same without a thread: whoever has the turns takes them one by one.
    ///
    /// - Parameter uptime: Nanoseconds of a clock that never jumps.
    func prepare(
        on store: sending any LedgerStore,
        clock: any Clock,
        uptime: @escaping @Sendable () -> Int64 = { 0 },
        broken: @escaping @Sendable (String) -> Void
    ) throws -> LedgerTurns {
        let head: StoreHead
        do { head = try store.open(kinds: registry.kinds.map(\.path)) } catch {
            throw Failure.storage(error)
        }
        open(at: head)
        let writer = try LedgerWriter(
            desk: Desk(
                registry: registry,
                store: store,
                head: head,
                snapshotEvery: limits.snapshotEvery
            ),
            clock: clock,
            limits: limits,
            figures: figures,
            committed: head.position
        )
        // What policies have caught up with before anyone was there to hear of it.
        publish(writer.tail)
        let syncer: (any StoreSyncer)?
        do { syncer = try writer.desk.store.syncer() } catch { throw Failure.storage(error) }
        let port = LedgerPort(
            next: { [weak self] in self?.next(within: $0) },
            done: { [weak self] in self?.done($0) },
            letOut: { [door] in door.letOut($0) },
            committed: { [weak self] in self?.publish($0) },
            broken: { [weak self] in self?.fail($0, broken) }
        )
        return LedgerTurns(
            writer: writer,
            port: port,
            sealer: Sealer(syncer, figures: figures, port: port),
            door: door,
            uptime: uptime
        )
    }

    func open(at head: StoreHead) {
        // Views on another thread read on as soon as kinds are known, as far as this says.
        committed.store(head.position, ordering: .releasing)
        registry.open(head)
        for opened in openers.locked({ $0 }) { opened(head.position) }
    }

    /// Those who want to see facts as they are committed. Set before `start`.
    let audience = Monitor<[@Sendable ([AnyFact]) -> Void]>([])
    /// Those who want to hear where the ledger stands when it is opened. Set before `start`.
    let openers = Monitor<[@Sendable (Int64) -> Void]>([])

    /// Decides a call, and answers when everything that it led to is durable.
    ///
    /// - Parameters:
    ///   - id: What makes it the same call when it comes again; nil when the caller chose no key.
    ///   - fingerprint: Of the payload; the same key with another payload is refused.
    ///   - work: Runs on the ledger's thread; what it throws undoes all that it did.
    ///   - answer: Called once, on the ledger's thread: it must not block. A call that is not even
    ///     taken is answered at once, on the thread of the caller.
    public func call(
        _ id: CallID? = nil,
        fingerprint: Int64 = 0,
        _ work: @escaping @Sendable (Desk) throws -> Reply,
        answer: @escaping @Sendable (Result<Reply, any Error>) -> Void
    ) {
        take(Call(id: id, fingerprint: fingerprint, work: work, answer: answer))
    }

    func take(_ call: Call) {
        var refusal: Failure?
        // An operator is let in whatever the crowd.
        let isCrowded = call.letters == nil && door.isCrowded
        waiting.signalling { waiting in
            if waiting.isStopping {
                refusal = .stopped
            } else if isCrowded || waiting.calls.count >= limits.waiting {
                refusal = .overloaded
            } else if let id = call.id, !waiting.underWay.insert(id).inserted {
                refusal = .inFlight
            } else {
                waiting.calls.append(call)
                door.letIn()
            }
            return waiting.calls.count == 1
        }
        if refusal == .overloaded { door.turnAway() }
        if let refusal { call.answer(.failure(refusal)) }
    }

    /// Takes no more calls, finishes those that wait, and returns when all is durable.
    public func stop() {
        waiting.signalling {
            $0.isStopping = true
            return true
        }
        let worker = thread.locked { thread in
            let worker = thread
            thread = nil
            return worker
        }
        worker?.join()
    }

    /// Everything that waits, after at most so many milliseconds. Nil when it is time to end.
    private func next(within milliseconds: Int64) -> [Call]? {
        waiting.waiting(
            milliseconds: milliseconds,
            until: { !$0.calls.isEmpty || $0.isStopping },
            then: { waiting in
                if waiting.calls.isEmpty, waiting.isStopping { return nil }
                guard waiting.calls.count > limits.batch else {
                    let calls = waiting.calls
                    waiting.calls = []
                    return calls
                }
                let calls = Array(waiting.calls.prefix(limits.batch))
                waiting.calls.removeFirst(limits.batch)
                return calls
            }
        )
    }

    private func done(_ calls: [CallID]) {
        waiting.locked { waiting in
            for id in calls { waiting.underWay.remove(id) }
        }
    }

    private func publish(_ facts: [AnyFact]) {
        if let last = facts.last { committed.store(last.position, ordering: .releasing) }
        for listener in audience.locked({ $0 }) { listener(facts) }
    }

    private func fail(_ reason: String, _ broken: @Sendable (String) -> Void) {
        let left = waiting.locked { waiting in
            waiting.isStopping = true
            let left = waiting.calls
            waiting.calls = []
            return left
        }
        door.letOut(left.count)
        for call in left { call.answer(.failure(Failure.stopped)) }
        broken(reason)
    }
}

/// Hands the writer over to its thread. `@unchecked Sendable`: used by that thread alone from then.
private final class WriterBox: @unchecked Sendable {
    let turns: LedgerTurns
    init(_ turns: LedgerTurns) { self.turns = turns }
}

/// The work of a ledger, one batch at a time. Used by one thread at a time.
struct LedgerTurns {
    let writer: LedgerWriter
    let port: LedgerPort
    let sealer: Sealer
    let door: Doorkeeper
    let uptime: @Sendable () -> Int64

    /// Waits for work as long as there is none, and does all that there is. False when it is over.
    func next() -> Bool { next { writer.patience() } }

    /// The same, but waits no longer than so many milliseconds.
    func next(within milliseconds: Int64) -> Bool { next { milliseconds } }

    private func next(_ patience: () -> Int64) -> Bool {
        var clock = TurnClock(uptime)
        guard sealer.waitForRoom() else {
            sealer.stop()
            return false
        }
        guard let calls = clock.waiting({ port.next(patience()) }) else {
            writer.end()
            sealer.stop()
            return false
        }
        for stretch in writer.limits.stretches(of: calls) {
            // Once nobody knows what is durable, no more is written.
            sealer.seal(sealer.isBroken ? .refused(stretch) : writer.work(on: stretch))
        }
        door.learn(clock.spent, for: calls.count)
        guard sealer.isBroken else { return true }
        sealer.stop()
        return false
    }
}

/// How the writer's thread speaks with the rest of the process.
struct LedgerPort: Sendable {
    let next: @Sendable (Int64) -> [Call]?
    let done: @Sendable ([CallID]) -> Void
    /// So many calls are about to be answered.
    let letOut: @Sendable (Int) -> Void
    let committed: @Sendable ([AnyFact]) -> Void
    let broken: @Sendable (String) -> Void
}

/// What a ledger has done since it started.
public final class LedgerFigures: Sendable {
    let factCount = Atomic<Int64>(0)
    let syncCount = Atomic<Int64>(0)
    let commandCount = Atomic<Int64>(0)
    let refusalCount = Atomic<Int64>(0)
    let letterCount = Atomic<Int64>(0)
    let cachedBytes = Atomic<Int64>(0)
    let letterTable = Monitor<[LetterFigure]>([])
    private let reported = Monitor<[String]>([])

    /// What someone who runs the process must look at.
    public var problems: [String] { reported.locked { $0 } }

    private let listener = Monitor<(@Sendable (String) -> Void)?>(nil)

    /// Someone who is told of each problem at once, and must not block.
    public func onProblem(_ tell: @escaping @Sendable (String) -> Void) {
        listener.locked { $0 = tell }
    }

    func report(_ problem: String) {
        reported.locked { $0.append(problem) }
        listener.locked { $0 }?(problem)
    }

    /// How many facts were made durable.
    public var facts: Int64 { factCount.load(ordering: .relaxed) }
    /// How many transactions were synced.
    public var syncs: Int64 { syncCount.load(ordering: .relaxed) }
    /// How many calls were decided.
    public var commands: Int64 { commandCount.load(ordering: .relaxed) }
    /// How many calls a business refused.
    public var refusals: Int64 { refusalCount.load(ordering: .relaxed) }
    /// How many facts wait because a request failed.
    public var letters: Int64 { letterCount.load(ordering: .relaxed) }
    /// About how many bytes the aggregates in memory take.
    public var cacheBytes: Int64 { cachedBytes.load(ordering: .relaxed) }
}
