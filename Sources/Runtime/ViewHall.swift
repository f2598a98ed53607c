public import Kit
import Threads

/// The views of a process: three threads take turns at showing facts to rows, and rows to readers.
///
/// A reader names the position it has heard of; it is answered when the view has come as far, so
/// nobody reads less than what was acknowledged before.
public final class ViewHall: Sendable {
    private struct Waiting {
        var facts: [AnyFact] = []
        var readers: [Reader] = []
        var orders: [RebuildOrder] = []
        /// Facts came faster than they could be shown; they are read from the ledger instead.
        var hasLostSome = false
        /// Where the ledger stood when it was opened; a view that says it is further is wrong.
        var ledgerHead: Int64?
        /// A reader has shown facts: they may have to be written, and the lag told.
        var hasShownSome = false
        var isStopping = false

        /// Whether there is anything to do.
        var isPending: Bool { isUrgent || !facts.isEmpty || hasShownSome }
        /// Whether there is more to do than to show a few facts, which have time.
        var isUrgent: Bool {
            facts.count >= ViewHall.enoughFacts || !readers.isEmpty || isStopping || hasLostSome
                || !orders.isEmpty || ledgerHead != nil
        }
    }

    struct Reader {
        let view: Int
        let position: Int64
        let read: @Sendable (Result<ViewDesk, any Error>) -> FollowUp?
    }

    /// What a reader does with what was read, when others may read again.
    public typealias FollowUp = @Sendable () -> Void

    /// What somebody reads who need not do so on the thread of the views.
    public enum Look: Sendable {
        case row
        /// This page, and no other.
        case page(PageQuery)
    }

    private static let greatestQueue = 20_000
    /// So many facts are shown at once; fewer are gathered for a moment, unless a reader asks for
    /// them.
    static let enoughFacts = 256
    /// More than so many are not shown by a reader, whose thread has others to serve as well.
    private static let mostFactsOfReader = 128
    private static let gatheringMilliseconds: Int64 = 5
    /// So many wait to be shown only when the views cannot keep up where they are now.
    static let manyFacts = 8_000
    /// With so many the views no longer step back for anybody: each of them is some 300 bytes.
    static let tooManyFacts = 40_000
    /// A ledger at full speed comes first, as long as the views keep up and few read; and whoever
    /// reads and writes for clients, as long as it is at full speed.
    private static let stepsBack: (calm: Int32, brisk: Int32) = (13, 3)

    public let definitions: [ViewDefinition]
    /// How far each of them has come.
    public let lags: [Lag]
    /// Knows how long readers would wait.
    public let door: Doorkeeper
    private let waiting = Monitor(Waiting())
    private let thread = Monitor<Relay?>(nil)
    private let place = ViewPlace()

    /// Opens the views and follows the ledger from where each of them is. Called before the ledger
    /// starts.
    ///
    /// - Parameters:
    ///   - definitions: The views, in the order by whose indices they are read.
    ///   - ledger: The ledger that is followed, not started yet.
    ///   - store: From now on used at the views' place alone, by one thread at a time.
    ///   - backlog: How many facts are held that were not shown yet. When there are more, the views
    ///     read on in the ledger instead.
    ///   - reader: Gives the facts that a view has missed, once the ledger is open.
    public convenience init(
        _ definitions: [ViewDefinition],
        of ledger: Ledger,
        in store: sending any ViewStore,
        backlog: Int = 150_000,
        reader: @escaping @Sendable () throws -> any FactReader
    ) throws {
        self.init(definitions, limits: ledger.limits)
        let turns = try prepare(
            of: ledger,
            in: store,
            backlog: backlog,
            uptime: monotonicMilliseconds,
            stopwatch: monotonicNanoseconds,
            reader: reader
        )
        let relay = Relay(stepsBack: Self.stepsBack) {
            turns.next() ? turns.pace() : .none
        }
        guard let relay else { throw Failure.overloaded }
        thread.locked { $0 = relay }
    }

    init(_ definitions: [ViewDefinition], limits: LedgerLimits = LedgerLimits()) {
        self.definitions = definitions
        door = Doorkeeper(longest: limits.longestWait, alwaysWelcome: limits.alwaysWelcome)
        lags = definitions.map { Lag($0.schema.name) }
    }

    /// The same without a thread: whoever has the turns takes them one by one.
    ///
    /// - Parameters:
    ///   - gathering: For how many milliseconds a few facts wait for more.
    ///   - uptime: Milliseconds of a clock that never jumps.
    ///   - stopwatch: Nanoseconds of such a clock.
    func prepare(
        of ledger: Ledger,
        in store: sending any ViewStore,
        backlog: Int,
        gathering: Int64 = gatheringMilliseconds,
        uptime: @escaping @Sendable () -> Int64,
        stopwatch: @escaping @Sendable () -> Int64 = { 0 },
        reader: @escaping @Sendable () throws -> any FactReader
    ) throws -> ViewTurns {
        let tables = definitions.map { definition in
            definition.make(
                ledger.registry.services.first {
                    $0.business == definition.business && $0.name == definition.service
                }
            )
        }
        let heads: [(mark: Int64, count: Int64)]
        do { heads = try store.open(definitions.map(\.schema)) } catch {
            throw Failure.storage(error)
        }
        for (index, table) in tables.enumerated() where index < heads.count {
            try table.open(at: index, head: heads[index], store: store)
        }
        let keeper = ViewKeeper(
            tables: tables,
            store: store,
            registry: ledger.registry,
            reader: reader,
            figures: ledger.figures,
            uptime: uptime,
            durable: { [weak ledger] in ledger?.position ?? 0 },
            lags: lags
        )
        let waiting = waiting
        ledger.audience.locked { $0.append { facts in Self.take(facts, waiting, backlog) } }
        ledger.openers.locked { openers in
            openers.append { head in
                waiting.signalling {
                    $0.ledgerHead = head
                    return true
                }
            }
        }
        place.open(keeper)
        return ViewTurns(
            place: place,
            door: door,
            stopwatch: stopwatch,
            wait: { Self.wait(within: $0, gathering: gathering, waiting) },
            take: { Self.take(waiting) },
            factsWaiting: { waiting.locked { $0.facts.count } }
        )
    }

    /// Takes facts as they are committed. More than can be held are read from the ledger later.
    private static func take(
        _ facts: [AnyFact],
        _ waiting: Monitor<Waiting>,
        _ backlog: Int
    ) {
        waiting.signalling {
            let before = $0.facts.count
            if before + facts.count > backlog {
                $0.facts = []
                $0.hasLostSome = true
                return true
            }
            $0.facts += facts
            // Nobody is woken for a few more.
            return before == 0 || (before < enoughFacts && $0.facts.count >= enoughFacts)
        }
    }

    /// Waits until there is something to do, for so many milliseconds at most, and a little longer
    /// when that is to show a few facts: each turn has its price.
    private static func wait(
        within milliseconds: Int64,
        gathering: Int64,
        _ waiting: Monitor<Waiting>
    ) {
        let isUrgent = waiting.waiting(
            milliseconds: milliseconds,
            until: \.isPending,
            then: { $0.isUrgent || $0.facts.isEmpty }
        )
        if isUrgent { return }
        waiting.waiting(
            milliseconds: min(milliseconds, gathering),
            until: \.isUrgent,
            then: { _ in }
        )
    }

    /// Everything that there is to do. To be called by whoever is at the views' place, so that
    /// facts are shown in their order.
    private static func take(_ waiting: Monitor<Waiting>) -> ViewKeeper.Work {
        waiting.locked { waiting in
            let taken = ViewKeeper.Work(
                facts: waiting.facts,
                readers: waiting.readers,
                orders: waiting.orders,
                hasLostSome: waiting.hasLostSome,
                ledgerHead: waiting.ledgerHead,
                isStopping: waiting.isStopping
            )
            waiting.facts = []
            waiting.readers = []
            waiting.orders = []
            waiting.hasLostSome = false
            waiting.ledgerHead = nil
            waiting.hasShownSome = false
            return taken
        }
    }

    /// The facts alone, where nothing else comes before them.
    private static func takeFacts(_ waiting: Monitor<Waiting>) -> [AnyFact] {
        waiting.locked { waiting in
            guard !waiting.hasLostSome, waiting.ledgerHead == nil,
                waiting.facts.count <= mostFactsOfReader
            else { return [] }
            defer { waiting.facts = [] }
            waiting.hasShownSome = waiting.hasShownSome || !waiting.facts.isEmpty
            return waiting.facts
        }
    }

    /// The place of a view, by its schema's name.
    public func view(named name: String) -> Int? {
        definitions.firstIndex { $0.schema.name == name }
    }

    /// Reads a view that has come at least as far as `position`.
    ///
    /// - Parameters:
    ///   - view: The index of the view among the definitions.
    ///   - position: That of a fact which the view must have taken into account; who waits for it
    ///     longer than 5 s gets a failure.
    ///   - look: What is read, where that may be done at once and on the reader's own thread: what
    ///     the view holds already, while nobody is at work there.
    ///   - read: Called once, otherwise on the thread of the views: it must not block. A reader
    ///     that is not even taken gets its failure at once, on its own thread. What it returns is
    ///     called on the same thread, as soon as others may read.
    public func visit(
        _ view: Int,
        asOf position: Int64,
        looking look: Look? = nil,
        _ read: @escaping @Sendable (Result<ViewDesk, any Error>) -> FollowUp?
    ) {
        let reader = Reader(view: view, position: position, read: read)
        if let look {
            let isServed = place.serve(reader, looking: look) { [waiting] in
                Self.takeFacts(waiting)
            }
            if isServed { return }
        }
        var failure: Failure?
        let isCrowded = door.isCrowded
        waiting.signalling { waiting in
            if waiting.isStopping {
                failure = .stopped
            } else if isCrowded || waiting.readers.count >= Self.greatestQueue {
                failure = .overloaded
            } else {
                waiting.readers.append(reader)
                door.letIn()
            }
            return true
        }
        if failure == .overloaded { door.turnAway() }
        if let failure { read(.failure(failure))?() }
    }

    /// The same for one who has nothing to do that others need not wait for.
    public func read(
        _ view: Int,
        asOf position: Int64,
        looking look: Look? = nil,
        _ read: @escaping @Sendable (Result<ViewDesk, any Error>) -> Void
    ) {
        visit(view, asOf: position, looking: look) { result in
            read(result)
            return nil
        }
    }

    /// False when the hall is about to close.
    func take(_ order: RebuildOrder) -> Bool {
        var isTaken = false
        waiting.signalling { waiting in
            isTaken = !waiting.isStopping
            if isTaken { waiting.orders.append(order) }
            return isTaken
        }
        return isTaken
    }

    /// Since when the first fact waits that no view has looked at.
    public var queuedSince: Instant? { waiting.locked { $0.facts.first?.time } }

    /// Shows what is left, writes all rows and returns. Called after the ledger has stopped.
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
        if worker != nil { place.close() }
    }
}

/// The work of the views, a round at a time. Used by one thread at a time.
struct ViewTurns: Sendable {
    let place: ViewPlace
    let door: Doorkeeper
    let stopwatch: @Sendable () -> Int64
    let wait: @Sendable (Int64) -> Void
    let take: @Sendable () -> ViewKeeper.Work
    /// How many facts there are to be shown.
    let factsWaiting: @Sendable () -> Int

    /// Waits for work as long as there is none, and does all that there is. False when it is over.
    func next() -> Bool { next(within: patience()) }

    /// For whom the next turn should wait.
    func pace() -> Relay.Next {
        let pace = place.turn { $0.pace() } ?? .calm
        guard pace != .hasty else { return .hasty }
        let count = factsWaiting()
        if count > ViewHall.tooManyFacts { return .hasty }
        return count > ViewHall.manyFacts ? .brisk : pace
    }

    /// How long there will be nothing to do, in milliseconds, unless something comes.
    func patience() -> Int64 { place.turn { $0.patience() } ?? 0 }

    /// The same, but waits no longer than so many milliseconds.
    func next(within milliseconds: Int64) -> Bool {
        var clock = TurnClock(stopwatch)
        clock.waiting { wait(milliseconds) }
        var readers = 0
        var followUps: [ViewHall.FollowUp] = []
        let goesOn = place.turn { keeper in
            let work = take()
            readers = work.readers.count
            defer { followUps = keeper.takeFollowUps() }
            return keeper.work(on: work)
        }
        for followUp in followUps { followUp() }
        // Those who wait for facts are out, too: what they wait for is the ledger.
        door.letOut(readers)
        door.learn(clock.spent, for: readers)
        return goesOn ?? false
    }
}

/// The rows of one view, as a reader finds them. Only ever used inside the call that got it.
public struct ViewDesk {
    let table: any AnyViewTable
    let store: any ViewStore

    /// What readers are shown of one row, and its version. Nil when there is no such row.
    public func row(_ number: Int64) throws -> (shown: [UInt8], version: Int64)? {
        try table.row(number, in: store)
    }

    /// One page of rows, with their numbers, and how many there are on all pages.
    public func page(
        _ query: PageQuery
    ) throws -> (rows: [ShownRow], total: Int64) {
        try table.page(query, in: store)
    }
}
