import Kit

/// A service in this process, and whether it works.
final class HostedService: @unchecked Sendable {
    let business: String
    let name: String
    /// Set before the ledger starts, and never changed.
    let isRunning: Bool

    init(business: String, name: String, isRunning: Bool) {
        self.business = business
        self.name = name
        self.isRunning = isRunning
    }
}

/// All that the ledger knows of one kind of aggregate, with its type put away.
/// Touched by the ledger's thread alone.
class AnyKind {
    let service: HostedService
    /// Business, service and kind: the stored name.
    let path: String
    /// What a cell weighs at least.
    let leastWeight: Int
    /// Which one it is of those in this process, counting from 0.
    final let place: Int
    final var number: Int32 = 0
    final var immediate: [Reaction] = []
    final var eventual: [Reaction] = []
    final var lastNumber: Int64 = 0
    final var lastKey: Int64 = 0
    final var cache = CellCache()
    /// Cells that the command in progress has changed.
    final var touched: [AnyCell] = []
    /// Cells that the batch in progress has changed.
    final var unsettled: [AnyCell] = []
    private final var numbersBefore: (last: Int64, key: Int64)?
    private final var numbersSettled: (last: Int64, key: Int64) = (0, 0)

    init(service: HostedService, path: String, place: Int, leastWeight: Int) {
        self.service = service
        self.place = place
        self.leastWeight = leastWeight
        self.path = path
    }

    /// About how many bytes its cells take.
    final var bytes: Int { cache.bytes }

    /// To be called before a command changes the counters for the first time.
    final func markNumbers() { numbersBefore = numbersBefore ?? (lastNumber, lastKey) }

    /// Takes back what the command in progress has done to aggregates of this kind.
    final func rollBack() {
        for cell in touched {
            guard let earlier = cell.earlier else { continue }
            cache.weigh(earlier.weight - cell.weight)
            cell.goBack()
            if cell.version == 0 { cache.remove(cell) }
        }
        touched.removeAll(keepingCapacity: true)
        if let numbersBefore { (lastNumber, lastKey) = numbersBefore }
        numbersBefore = nil
    }

    /// Accepts what the command in progress has done.
    final func accept() {
        for cell in touched {
            cell.earlier = nil
            if !cell.isUnsettled {
                cell.isUnsettled = true
                unsettled.append(cell)
            }
        }
        touched.removeAll(keepingCapacity: true)
        numbersBefore = nil
    }

    /// Forgets everything in memory; the store knows what is true.
    final func forgetAll() {
        cache.removeAll()
        touched.removeAll()
        unsettled.removeAll()
        (lastNumber, lastKey) = numbersSettled
    }

    /// Called when everything that was decided has become durable.
    final func settled() {
        for cell in unsettled { cell.isUnsettled = false }
        unsettled.removeAll(keepingCapacity: true)
        numbersSettled = (lastNumber, lastKey)
    }

    /// Gives up cells until about `bytes` are free. Returns how many really are.
    final func evict(bytes: Int) -> Int { cache.evict(bytes: bytes) }
    /// Of those that have so many events more than their last snapshot knows of.
    func snapshots(every events: Int64) -> [Snapshot] { [] }

    /// A stored fact, understood. `key` tells what a subject is called that has no number of ours.
    func understand(
        _ stored: StoredFact,
        key: (StreamID) throws -> Key
    ) throws -> AnyFact {
        throw Failure.unknownKind(path)
    }

    final func understand(_ stored: StoredFact, in desk: Desk) throws -> AnyFact {
        try understand(stored, key: desk.key(of:))
    }

    /// A request to one of its aggregates, asked.
    func ask(
        _ request: AnyRequest,
        cause: FactID,
        correlation: FactID,
        in desk: Desk
    ) throws {
        throw Failure.unknownKind(path)
    }

    /// What such a request asks for, as it is stored: the name of the command, and what it holds.
    func stored(_ request: AnyRequest) throws -> (type: String, data: [UInt8]) {
        throw Failure.unknownKind(path)
    }

    /// A stored request, asked.
    func ask(_ timer: StoredTimer, in desk: Desk) throws {
        throw Failure.unknownKind(path)
    }
}
