import JSON
public import Kit

/// Who is asked.
public enum Addressee<A: Aggregate>: Sendable {
    /// One that is not there yet; it gets the next number.
    case new
    case identity(A.Identity)
    /// One that is there, by the number of its place in its collection.
    case number(Int64)
}

/// How an aggregate stands after it was asked.
///
/// Shared by reference: as a value it would be copied on its way to the answer, with all that the
/// aggregate holds. `@unchecked Sendable`: nothing of it changes.
public final class Standing<A: Aggregate>: @unchecked Sendable {
    /// Its number in its collection, counting from 1.
    public let number: Int64
    /// How many events it has; 0 when nothing has happened to it.
    public let version: Int64
    /// How many events the question has led to, in this aggregate.
    public let events: Int
    public let identity: A.Identity
    /// The aggregate as the row that readers are shown. Never changed: it is lent by its address.
    private var row: Register<A>

    required init(_ cell: Cell<A>, events: Int) {
        number = cell.number
        version = cell.version
        identity = cell.identity
        row = Register(identity: cell.identity, state: cell.state)
        self.events = events
    }

    public var state: A { row.state }
    public var register: Register<A> { row }

    /// The row where it lies, for as long as the call takes.
    public func withRegister<Result>(_ body: (UnsafeRawPointer) -> Result) -> Result {
        withUnsafeMutablePointer(to: &row) { body(UnsafeRawPointer($0)) }
    }
}

/// The ledger's thread at work: what is being decided now, and the batch that it will be part of.
/// Only ever touched on that thread.
public final class Desk {
    /// How many requests one command may lead to, one after the other.
    static let greatestChain = 1_000

    let registry: Registry
    let store: any LedgerStore
    private let snapshotEvery: Int64
    /// The time of the batch.
    public internal(set) var now = Instant(milliseconds: 0)

    /// The batch: what will be written together. Its facts are these, as they are stored.
    private(set) var facts: [AnyFact] = []
    var batch = WriteBatch()
    private(set) var position: Int64 = 0
    private(set) var lastTimer: Int64 = 0

    /// The command in progress.
    private var scope = Scope()
    private var touched: [AnyKind] = []
    private var pending: [AnyFact] = []
    private var settledFacts = 0
    private var requests = 0
    /// What went wrong while something was looked up: a lookup itself can only find or not find.
    var lookupFailure: (any Error)?
    /// Whether a policy has asked for anything: then how far it has come must be kept, even when
    /// the answer was that all is so already.
    private var hasAsked = false
    private var lastTimerSettled: Int64 = 0

    private struct Scope {
        var facts = 0
        var position: Int64 = 0
        var directory = 0
        var timers = 0
        var lastTimer: Int64 = 0
    }

    init(registry: Registry, store: any LedgerStore, head: StoreHead, snapshotEvery: Int64) {
        self.registry = registry
        self.store = store
        self.snapshotEvery = snapshotEvery
        position = head.position
        lastTimer = head.lastTimer
        lastTimerSettled = head.lastTimer
    }

    /// The position of the last fact, durable or not.
    var lastPosition: Int64 { position }

    /// Asks one aggregate, and everything that follows at once from its answer.
    public func ask<A: Aggregate>(
        _ addressee: Addressee<A>,
        of guarded: Guarded<A>,
        to command: A.Command
    ) throws -> Standing<A> {
        let kind = guarded.kind
        try checkRunning(kind)
        guard let cell = try cell(addressee, kind: kind) else {
            throw Failure.unknownKind(kind.path)
        }
        let before = cell.version
        let changed = try perform(command, on: cell, kind: kind, cause: .none, correlation: nil)
        try settle()
        // What followed may have come back to the one who was asked.
        return kind.standingType.init(changed, events: Int(changed.version - before))
    }

    /// How an aggregate stands, for readers who must not be late. Nil when there is none.
    public func standing<A: Aggregate>(
        of addressee: Addressee<A>,
        of guarded: Guarded<A>
    ) throws -> Standing<A>? {
        guard let cell = try cell(addressee, kind: guarded.kind), cell.version > 0
        else { return nil }
        return guarded.kind.standingType.init(cell, events: 0)
    }

    /// Whether nothing of this kind has ever been there.
    public func isUnheardOf<A: Aggregate>(_ guarded: Guarded<A>) -> Bool {
        guarded.kind.lastNumber == 0
    }

    /// What the service that guards this kind may look up.
    public func lookup<A: Aggregate>(besides guarded: Guarded<A>) -> ServiceLookup {
        ServiceLookup(desk: self, service: guarded.kind.service)
    }

    private func cell<A: Aggregate>(_ addressee: Addressee<A>, kind: Kind<A>) throws -> Cell<A>? {
        switch addressee {
        case .new: try kind.new(in: self)
        case .identity(let identity): try kind.cell(identity, in: self)
        case .number(let number): try kind.cell(number: number, in: self)
        }
    }

    private func checkRunning(_ kind: AnyKind) throws {
        guard kind.service.isRunning else {
            throw Failure.unreachable(service: kind.service.name)
        }
    }

    /// Lets one aggregate decide. Returns its cell, or the numbered one that has taken its place.
    func perform<A: Aggregate>(
        _ command: A.Command,
        on cell: Cell<A>,
        kind: Kind<A>,
        cause: FactID,
        correlation: FactID?
    ) throws -> Cell<A> {
        let events: [A.Event]
        do {
            events = try cell.decide(command, at: now)
        } catch {
            throw Refused(
                service: kind.service.name,
                aggregate: A.name,
                word: error.rawValue
            )
        }
        // `isEmpty` is every collection's, and would look up what kind of one this is.
        guard events.count > 0 else { return cell }
        return try kind.append(
            events,
            to: cell,
            cause: cause,
            correlation: correlation,
            in: self
        )
    }

    /// Carries a policy's request to its target, or keeps it until its time.
    func carry(
        _ request: AnyRequest,
        to kind: AnyKind,
        cause: FactID,
        correlation: FactID
    ) throws {
        hasAsked = true
        guard requests < Self.greatestChain else { throw Failure.endless }
        requests += 1
        if let due = request.due, due > now, let key = request.key {
            let (type, data) = try kind.stored(request)
            lastTimer += 1
            batch.timersSet.append(
                StoredTimer(
                    number: lastTimer,
                    due: due,
                    kind: kind.number,
                    key: key,
                    type: type,
                    data: data,
                    correlation: correlation,
                    cause: cause
                )
            )
            return
        }
        try checkRunning(kind)
        try kind.ask(request, cause: cause, correlation: correlation, in: self)
    }

    /// Gives a timer another time.
    func postpone(_ timer: StoredTimer, to due: Instant) {
        lastTimer += 1
        var later = timer
        later.number = lastTimer
        later.due = due
        batch.timersDone.append(timer.number)
        batch.timersSet.append(later)
    }

    /// Runs immediate reactions until nothing follows any more.
    func settle() throws {
        while settledFacts < pending.count {
            let fact = pending[settledFacts]
            settledFacts += 1
            try fact.reactImmediately(in: self)
        }
    }

    /// Puts one event into the batch. Returns about how many bytes it takes.
    func record<A: Aggregate>(
        _ event: A.Event,
        of cell: Cell<A>,
        in kind: Kind<A>,
        cause: FactID,
        correlation: FactID?
    ) throws -> Int {
        var data: [UInt8] = []
        let type = try MessageCoder.writeCase(event, into: &data)
        position += 1
        let id = FactID(position)
        // What begins a chain is what later facts of the same command belong to.
        let chain = correlation ?? pending.first?.correlation ?? id
        let stream = StreamID(kind: kind.number, number: cell.number)
        let size = data.count
        batch.facts.append(
            StoredFact(
                position: position,
                stream: stream,
                version: cell.version,
                type: type,
                schemaVersion: kind.schemaVersion,
                time: now,
                correlation: chain,
                cause: cause,
                data: data
            )
        )
        let fact = kind.factType.init(
            kind.fact(
                event,
                of: cell.identity,
                number: cell.number,
                at: now,
                id: id,
                version: cell.version,
                correlation: chain,
                cause: cause
            ),
            of: stream,
            kind
        )
        facts.append(fact)
        pending.append(fact)
        return size
    }

    func enter(_ key: Key, _ stream: StreamID) {
        batch.directory.append(DirectoryEntry(stream: stream, key: key))
    }

    func touch(_ kind: AnyKind) {
        if !touched.contains(where: { $0 === kind }) { touched.append(kind) }
    }
}

extension Desk {
    /// Runs one command: all of it, or nothing.
    func attempt<Result>(_ body: (Desk) throws -> Result) throws -> Result {
        scope = Scope(
            facts: facts.count,
            position: position,
            directory: batch.directory.count,
            timers: batch.timersSet.count,
            lastTimer: lastTimer
        )
        pending.removeAll(keepingCapacity: true)
        settledFacts = 0
        requests = 0
        do {
            lookupFailure = nil
            let result = try body(self)
            if let lookupFailure { throw lookupFailure }
            for kind in touched { kind.accept() }
            touched.removeAll(keepingCapacity: true)
            return result
        } catch {
            undo()
            throw error
        }
    }

    private func undo() {
        facts.removeLast(facts.count - scope.facts)
        batch.facts.removeLast(batch.facts.count - scope.facts)
        position = scope.position
        batch.directory.removeLast(batch.directory.count - scope.directory)
        batch.timersSet.removeLast(batch.timersSet.count - scope.timers)
        lastTimer = scope.lastTimer
        for kind in touched { kind.rollBack() }
        touched.removeAll(keepingCapacity: true)
    }

    /// Whether there is anything that must be written.
    var hasSomethingToWrite: Bool {
        hasAsked || !facts.isEmpty || !batch.replies.isEmpty || !batch.timersSet.isEmpty
            || !batch.timersDone.isEmpty || !batch.lettersWritten.isEmpty
            || !batch.lettersDone.isEmpty
    }

    /// Makes the batch durable. When that fails, memory goes back to what the store holds.
    func commit() throws(StoreError) -> [AnyFact] {
        for kind in registry.kinds { batch.snapshots += kind.snapshots(every: snapshotEvery) }
        let before = position - Int64(facts.count)
        do {
            try store.commit(batch)
        } catch {
            position = before
            lastTimer = lastTimerSettled
            clear()
            for kind in registry.kinds { kind.forgetAll() }
            throw error
        }
        let written = facts
        lastTimerSettled = lastTimer
        clear()
        for kind in registry.kinds { kind.settled() }
        return written
    }

    private func clear() {
        facts.removeAll(keepingCapacity: true)
        var room = batch.facts
        batch = WriteBatch()
        room.removeAll(keepingCapacity: true)
        batch.facts = room
        hasAsked = false
    }
}
