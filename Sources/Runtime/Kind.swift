import JSON
import Kit

/// One kind of aggregate, with its type.
final class Kind<A: Aggregate>: AnyKind {
    /// Whether its identities are the numbers that we give.
    private let isSerial = A.Identity.self == ID<A>.self
    private let events = StoredEvents<A>()
    var schemaVersion: Int32 { events.schemaVersion }
    // Types that would have to be looked up each time they are needed.
    private let cellType = Cell<A>.self
    private let earlierType = Earlier<A>.self
    let factType = TypedFact<A>.self
    let standingType = Standing<A>.self
    let fact = Fact<A>.Maker()

    init(service: HostedService, path: String, place: Int) {
        super.init(
            service: service,
            path: path,
            place: place,
            leastWeight: 256 + MemoryLayout<A>.stride
        )
    }

    func cell(_ identity: A.Identity, in desk: Desk) throws -> Cell<A> {
        let key = identity.key
        if isSerial, case .number(let number) = key {
            guard number >= 1, number <= StreamID.greatestNumber else {
                throw Failure.unreadable("\(path) gives no number \(number)")
            }
            return try cell(number: number, identity: identity, in: desk)
        }
        if let cell = cache.cell(called: key) { return typed(cell) }
        if let number = try number(of: key, in: desk) {
            return try cell(number: number, identity: identity, in: desk)
        }
        return fresh(number: 0, identity: identity)
    }

    func cell(key: Key, in desk: Desk) throws -> Cell<A> {
        if isSerial, case .number(let number) = key, let cell = cache.cell(number) {
            return typed(cell)
        }
        if !isSerial, let cell = cache.cell(called: key) { return typed(cell) }
        guard let identity = A.Identity(key: key) else {
            throw Failure.unreadable("\(path) has no such key")
        }
        return try cell(identity, in: desk)
    }

    /// Nil when there is no aggregate with this number.
    func cell(number: Int64, in desk: Desk) throws -> Cell<A>? {
        guard number >= 1, number <= lastNumber else { return nil }
        if let cell = cache.cell(number) { return typed(cell) }
        let stream = StreamID(kind: self.number, number: number)
        let key: Key = isSerial ? .number(number) : try desk.key(of: stream)
        guard let identity = A.Identity(key: key) else {
            throw Failure.unreadable("\(path) \(number)")
        }
        let cell = try cell(number: number, identity: identity, in: desk)
        return cell.version > 0 ? cell : nil
    }

    private func cell(number: Int64, identity: A.Identity, in desk: Desk) throws -> Cell<A> {
        if let cell = cache.cell(number) { return typed(cell) }
        guard number >= 1, number <= lastNumber else {
            return fresh(number: number, identity: identity)
        }
        let cell = try load(number: number, identity: identity, in: desk)
        cache.keep(cell)
        return cell
    }

    /// All cells in its cache are its own: only this class puts any in.
    private func typed(_ cell: AnyCell) -> Cell<A> { unsafeDowncast(cell, to: Cell<A>.self) }

    private func number(of key: Key, in desk: Desk) throws -> Int64? {
        // Keys that are numbers of other collections mostly grow: a greater one is a new one.
        if case .number(let number) = key, number > lastKey { return nil }
        return try desk.number(of: key, kind: number)
    }

    private func fresh(number: Int64, identity: A.Identity) -> Cell<A> {
        cellType.init(
            number: number,
            identity: identity,
            state: A(),
            key: isSerial ? nil : identity.key,
            weight: leastWeight
        )
    }

    private func load(number: Int64, identity: A.Identity, in desk: Desk) throws -> Cell<A> {
        let stream = StreamID(kind: self.number, number: number)
        let cell = fresh(number: number, identity: identity)
        cell.isKnownToDirectory = true
        var (snapshot, facts) = try desk.history(of: stream, fromSnapshot: true)
        if let known = snapshot, !begin(cell, from: known) {
            (snapshot, facts) = try desk.history(of: stream, fromSnapshot: false)
        }
        for stored in facts {
            cell.state.evolve(try events.event(of: stored))
            cell.version = stored.version
            cell.weight += stored.data.count
        }
        return cell
    }

    /// False when the snapshot was written by other code, and says nothing to this one.
    private func begin(_ cell: Cell<A>, from snapshot: Snapshot) -> Bool {
        guard snapshot.schemaVersion == schemaVersion,
            let state = try? MessageCoder.decode(A.self, from: snapshot.data)
        else { return false }
        cell.state = state
        cell.version = snapshot.version
        cell.snapshotVersion = snapshot.version
        cell.weight += snapshot.data.count
        return true
    }

    /// A cell for an aggregate that is not there yet, with the next number if it has none.
    func new(in desk: Desk) throws -> Cell<A> {
        guard lastNumber < StreamID.greatestNumber,
            let identity = A.Identity(key: .number(lastNumber + 1))
        else { throw Failure.unreadable("\(path) gives no more numbers") }
        return fresh(number: lastNumber + 1, identity: identity)
    }

    /// Puts the events behind the state of the cell, or of the numbered one that takes its place.
    func append(
        _ events: [A.Event],
        to given: Cell<A>,
        cause: FactID,
        correlation: FactID?,
        in desk: Desk
    ) throws -> Cell<A> {
        let cell = try numbered(given, in: desk)
        if cell.earlier == nil {
            cell.earlier = earlierType.init(cell)
            touched.append(cell)
            desk.touch(self)
        }
        if !cell.isKnownToDirectory, let key = cell.key {
            cell.isKnownToDirectory = true
            desk.enter(key, StreamID(kind: number, number: cell.number))
        }
        var weight = 0
        // By their places: an iterator would be one more type to look up.
        var place = 0
        while place < events.count {
            let event = events[place]
            cell.state.evolve(event)
            cell.version += 1
            weight += try desk.record(
                event,
                of: cell,
                in: self,
                cause: cause,
                correlation: correlation
            )
            place += 1
        }
        cell.weight += weight
        cache.weigh(weight)
        return cell
    }

    private func numbered(_ cell: Cell<A>, in desk: Desk) throws -> Cell<A> {
        if cell.version > 0 { return cell }
        let number = cell.number > 0 ? cell.number : lastNumber + 1
        guard number >= 1, number <= StreamID.greatestNumber else {
            throw Failure.unreadable("\(path) gives no number \(number)")
        }
        markNumbers()
        desk.touch(self)
        lastNumber = max(lastNumber, number)
        if case .number(let key) = cell.key { lastKey = max(lastKey, key) }
        guard cell.number == 0 else {
            cache.keep(cell)
            return cell
        }
        let numbered = fresh(number: number, identity: cell.identity)
        cache.keep(numbered)
        return numbered
    }

    override func snapshots(every events: Int64) -> [Snapshot] {
        var snapshots: [Snapshot] = []
        for cell in unsettled where cell.version - cell.snapshotVersion >= events {
            var data: [UInt8] = []
            guard (try? MessageCoder.encode(typed(cell).state, into: &data)) != nil else {
                continue
            }
            cell.snapshotVersion = cell.version
            cache.weigh(leastWeight + data.count - cell.weight)
            cell.weight = leastWeight + data.count
            snapshots.append(
                Snapshot(
                    stream: StreamID(kind: number, number: cell.number),
                    version: cell.version,
                    schemaVersion: schemaVersion,
                    data: data
                )
            )
        }
        return snapshots
    }

    override func understand(
        _ stored: StoredFact,
        key: (StreamID) throws -> Key
    ) throws -> AnyFact {
        let key: Key = isSerial ? .number(stored.stream.number) : try key(stored.stream)
        guard let identity = A.Identity(key: key) else {
            throw Failure.unreadable("fact \(stored.position)")
        }
        let fact = fact(
            try events.event(of: stored),
            of: identity,
            number: stored.stream.number,
            at: stored.time,
            id: FactID(stored.position),
            version: stored.version,
            correlation: stored.correlation,
            cause: stored.cause
        )
        return factType.init(fact, of: stored.stream, self)
    }

    override func ask(
        _ request: AnyRequest,
        cause: FactID,
        correlation: FactID,
        in desk: Desk
    ) throws {
        let cell =
            if let key = request.key { try cell(key: key, in: desk) } else { try new(in: desk) }
        _ = try desk.perform(
            typed(request).command,
            on: cell,
            kind: self,
            cause: cause,
            correlation: correlation
        )
    }

    override func stored(_ request: AnyRequest) throws -> (type: String, data: [UInt8]) {
        var data: [UInt8] = []
        let type = try MessageCoder.writeCase(typed(request).command, into: &data)
        return (type, data)
    }

    /// Those who ask know whom.
    private func typed(_ request: AnyRequest) -> Request<A> {
        unsafeDowncast(request, to: Request<A>.self)
    }

    override func ask(_ timer: StoredTimer, in desk: Desk) throws {
        let command = try timer.data.withUnsafeBytes {
            try MessageCoder.decodeCase(A.Command.self, name: timer.type, from: $0)
        }
        _ = try desk.perform(
            command,
            on: try cell(key: timer.key, in: desk),
            kind: self,
            cause: timer.cause,
            correlation: timer.correlation
        )
    }
}
