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
    var number: Int32 = 0
    var lastNumber: Int64 = 0
    var lastKey: Int64 = 0
    private var numbersBefore: (last: Int64, key: Int64)?
    private var numbersSettled: (last: Int64, key: Int64) = (0, 0)
    /// About how many bytes its cells take.
    var bytes = 0

    init(service: HostedService, path: String) {
        self.service = service
        self.path = path
    }

    func markNumbers() { numbersBefore = numbersBefore ?? (lastNumber, lastKey) }

    /// Puts the counters back to where they were before this command.
    func restoreNumbers() {
        if let numbersBefore { (lastNumber, lastKey) = numbersBefore }
        numbersBefore = nil
    }

    func keepNumbers() { numbersBefore = nil }

    /// Takes back what the command in progress has done to aggregates of this kind.
    func rollBack() {}
    /// Accepts what the command in progress has done.
    func accept() {}
    /// Forgets everything in memory; the store knows what is true.
    func forgetAll() { (lastNumber, lastKey) = numbersSettled }
    /// Called when everything that was decided has become durable.
    func settled() { numbersSettled = (lastNumber, lastKey) }
    func snapshots() -> [Snapshot] { [] }
    /// Gives up cells until about `bytes` are free. Returns how many really are.
    func evict(bytes: Int) -> Int { 0 }
    /// A stored fact, understood. `key` tells what a subject is called that has no number of ours.
    func understand(
        _ stored: StoredFact,
        key: (StreamID) throws -> Key
    ) throws -> AnyFact {
        throw Failure.unknownKind(path)
    }
    func understand(_ stored: StoredFact, in desk: Desk) throws -> AnyFact {
        try understand(stored, key: desk.key(of:))
    }
    /// A stored request, asked.
    func ask(_ timer: StoredTimer, in desk: Desk) throws {
        throw Failure.unknownKind(path)
    }
}
