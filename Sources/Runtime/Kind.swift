import JSON
import Kit

/// One kind of aggregate: its cells in memory, and who reacts to its facts.
final class Kind<A: Aggregate>: AnyKind {
    var immediate: [Reaction<A>] = []
    var eventual: [Reaction<A>] = []
    private var cells: [Int64: Cell<A>] = [:]
    private var numbers: [Key: Int64] = [:]
    private var ring: [Cell<A>] = []
    private var hand = 0
    private var touched: [Cell<A>] = []
    private var unsettled: [Cell<A>] = []

    /// Whether its identities are the numbers that we give.
    private let isSerial = A.Identity.self == ID<A>.self

    private let ownWeight = 256 + MemoryLayout<A>.stride

    func cell(_ identity: A.Identity, in desk: Desk) throws -> Cell<A> {
        let key = identity.key
        if isSerial, case .number(let number) = key {
            guard (1...StreamID.greatestNumber).contains(number) else {
                throw Failure.unreadable("\(path) gives no number \(number)")
            }
            return try cell(number: number, identity: identity, in: desk)
        }
        if let number = numbers[key], let cell = cells[number] {
            cell.wasUsed = true
            return cell
        }
        if let number = try number(of: key, in: desk) {
            return try cell(number: number, identity: identity, in: desk)
        }
        return fresh(number: 0, identity: identity)
    }

    /// Nil when there is no aggregate with this number.
    func cell(number: Int64, in desk: Desk) throws -> Cell<A>? {
        guard number >= 1, number <= lastNumber else { return nil }
        if let cell = cells[number] { return cell }
        let stream = StreamID(kind: self.number, number: number)
        let key: Key = isSerial ? .number(number) : try desk.key(of: stream)
        guard let identity = A.Identity(key: key) else {
            throw Failure.unreadable("\(path) \(number)")
        }
        let cell = try cell(number: number, identity: identity, in: desk)
        return cell.version > 0 ? cell : nil
    }

    private func cell(number: Int64, identity: A.Identity, in desk: Desk) throws -> Cell<A> {
        if let cell = cells[number] {
            cell.wasUsed = true
            return cell
        }
        guard number >= 1, number <= lastNumber else {
            return fresh(number: number, identity: identity)
        }
        let cell = try load(number: number, identity: identity, in: desk)
        keep(cell)
        return cell
    }

    private func number(of key: Key, in desk: Desk) throws -> Int64? {
        // Keys that are numbers of other collections mostly grow: a greater one is a new one.
        if case .number(let number) = key, number > lastKey { return nil }
        return try desk.number(of: key, kind: number)
    }

    private func fresh(number: Int64, identity: A.Identity) -> Cell<A> {
        Cell(
            number: number,
            identity: identity,
            state: A(),
            version: 0,
            snapshotVersion: 0,
            weight: ownWeight,
            isKnownToDirectory: isSerial
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
            cell.state.evolve(try Self.event(of: stored))
            cell.version = stored.version
            cell.weight += stored.data.count
        }
        return cell
    }

    /// False when the snapshot was written by other code, and says nothing to this one.
    private func begin(_ cell: Cell<A>, from snapshot: Snapshot) -> Bool {
        guard snapshot.schemaVersion == Int32(A.schemaVersion),
            let state = try? MessageCoder.decode(A.self, from: snapshot.data)
        else { return false }
        cell.state = state
        cell.version = snapshot.version
        cell.snapshotVersion = snapshot.version
        cell.weight += snapshot.data.count
        return true
    }

    static func event(of stored: StoredFact) throws -> A.Event {
        guard stored.schemaVersion <= Int32(A.schemaVersion) else {
            throw Failure.unreadable(
                "fact \(stored.position) is of version \(stored.schemaVersion) of \(A.name), "
                    + "newer than this program"
            )
        }
        return try stored.data.withUnsafeBytes {
            try MessageCoder.decodeCase(A.Event.self, name: stored.type, from: $0)
        }
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
        if cell.before == nil {
            cell.before = (cell.state, cell.version, cell.weight)
            touched.append(cell)
            desk.touch(self)
        }
        if !cell.isKnownToDirectory {
            cell.isKnownToDirectory = true
            desk.enter(cell.identity.key, StreamID(kind: number, number: cell.number))
        }
        for event in events {
            cell.state.evolve(event)
            cell.version += 1
            let fact = try desk.record(
                event,
                of: cell,
                in: self,
                cause: cause,
                correlation: correlation
            )
            cell.weight += fact.stored.data.count
            bytes += fact.stored.data.count
        }
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
        if !isSerial, case .number(let key) = cell.identity.key { lastKey = max(lastKey, key) }
        guard cell.number == 0 else {
            keep(cell)
            return cell
        }
        let numbered = fresh(number: number, identity: cell.identity)
        keep(numbered)
        return numbered
    }

    private func keep(_ cell: Cell<A>) {
        guard cells.updateValue(cell, forKey: cell.number) == nil else { return }
        if !isSerial { numbers[cell.identity.key] = cell.number }
        ring.append(cell)
        bytes += cell.weight
    }

    private func drop(_ cell: Cell<A>) {
        bytes -= cell.weight
        cells[cell.number] = nil
        if !isSerial { numbers[cell.identity.key] = nil }
    }

    override func rollBack() {
        for cell in touched {
            guard let before = cell.before else { continue }
            bytes -= cell.weight - before.weight
            (cell.state, cell.version, cell.weight) = before
            cell.before = nil
            if cell.version == 0 { remove(cell) }
        }
        touched.removeAll(keepingCapacity: true)
        restoreNumbers()
    }

    private func remove(_ cell: Cell<A>) {
        drop(cell)
        // It came last, or nearly so.
        if let place = ring.lastIndex(where: { $0 === cell }) { ring.remove(at: place) }
    }

    override func accept() {
        for cell in touched {
            cell.before = nil
            if !cell.isUnsettled {
                cell.isUnsettled = true
                unsettled.append(cell)
            }
        }
        touched.removeAll(keepingCapacity: true)
        keepNumbers()
    }

    override func forgetAll() {
        cells.removeAll()
        numbers.removeAll()
        ring.removeAll()
        touched.removeAll()
        unsettled.removeAll()
        hand = 0
        bytes = 0
        super.forgetAll()
    }

    override func settled() {
        for cell in unsettled { cell.isUnsettled = false }
        unsettled.removeAll(keepingCapacity: true)
        super.settled()
    }

    override func snapshots() -> [Snapshot] {
        var snapshots: [Snapshot] = []
        for cell in unsettled where cell.version - cell.snapshotVersion >= Desk.snapshotEvery {
            var data: [UInt8] = []
            guard (try? MessageCoder.encode(cell.state, into: &data)) != nil else { continue }
            cell.snapshotVersion = cell.version
            bytes += ownWeight + data.count - cell.weight
            cell.weight = ownWeight + data.count
            snapshots.append(
                Snapshot(
                    stream: StreamID(kind: number, number: cell.number),
                    version: cell.version,
                    schemaVersion: Int32(A.schemaVersion),
                    data: data
                )
            )
        }
        return snapshots
    }

    override func evict(bytes: Int) -> Int {
        var freed = 0
        // A look at each cell may have to come before the first is given up; not all in one batch.
        var looks = min(ring.count * 2, 1_000 + 4 * bytes / ownWeight)
        while freed < bytes, looks > 0, !ring.isEmpty {
            looks -= 1
            if hand >= ring.count { hand = 0 }
            let cell = ring[hand]
            if cell.wasUsed || cell.isUnsettled {
                cell.wasUsed = false
                hand += 1
                continue
            }
            freed += cell.weight
            drop(cell)
            ring.swapAt(hand, ring.count - 1)
            ring.removeLast()
        }
        return freed
    }

    override func understand(
        _ stored: StoredFact,
        key: (StreamID) throws -> Key
    ) throws -> AnyFact {
        let key: Key = isSerial ? .number(stored.stream.number) : try key(stored.stream)
        guard let identity = A.Identity(key: key) else {
            throw Failure.unreadable("fact \(stored.position)")
        }
        let fact = Fact<A>(
            try Self.event(of: stored),
            of: identity,
            number: stored.stream.number,
            at: stored.time,
            id: FactID(stored.position),
            version: stored.version,
            correlation: stored.correlation,
            cause: stored.cause
        )
        return TypedFact(fact, stored: stored, kind: self)
    }

    override func ask(_ timer: StoredTimer, in desk: Desk) throws {
        guard let identity = A.Identity(key: timer.key) else {
            throw Failure.unreadable("timer \(timer.number)")
        }
        let command = try timer.data.withUnsafeBytes {
            try MessageCoder.decodeCase(A.Command.self, name: timer.type, from: $0)
        }
        _ = try desk.perform(
            command,
            on: .identity(identity),
            kind: self,
            cause: timer.cause,
            correlation: timer.correlation
        )
    }
}
