import Kit
import Runtime

/// A ledger's store that fails, and dies, as the faults say, and that sees what is written.
final class FaultyLedgerStore: LedgerWrapper, @unchecked Sendable {
    private let faults: Faults
    private let witness: Witness

    init(_ store: any LedgerStore, _ faults: Faults, _ witness: Witness) {
        self.faults = faults
        self.witness = witness
        super.init(store)
    }

    override func open(kinds: [String]) throws(StoreError) -> StoreHead {
        try faults.readLedger()
        return try super.open(kinds: kinds)
    }

    override func commit(_ batch: WriteBatch) throws(StoreError) {
        let fate = faults.ledgerFate
        faults.ledgerFate = .kept
        witness.see(batch, fate)
        try faults.meet(fate) { () throws(StoreError) in try store.commit(batch) }
    }

    override func history(
        of stream: StreamID,
        fromSnapshot: Bool
    ) throws(StoreError) -> (Snapshot?, [StoredFact]) {
        try faults.readLedger()
        let (snapshot, facts) = try super.history(of: stream, fromSnapshot: fromSnapshot)
        witness.seeHistory(of: stream, snapshot)
        return (snapshot, facts)
    }

    override func facts(after position: Int64, limit: Int) throws(StoreError) -> [StoredFact] {
        try faults.readLedger()
        let facts = try super.facts(after: position, limit: limit)
        if limit > 1, !facts.isEmpty { witness.reached.sometimes(.policyCaughtUp) }
        return facts
    }

    override func number(of key: Key, kind: Int32) throws(StoreError) -> Int64? {
        try faults.readLedger()
        return try super.number(of: key, kind: kind)
    }

    override func key(of stream: StreamID) throws(StoreError) -> Key? {
        try faults.readLedger()
        return try super.key(of: stream)
    }

    override func reply(to call: CallID) throws(StoreError) -> StoredReply? {
        try faults.readLedger()
        return try super.reply(to: call)
    }

    override func timers(
        dueBy moment: Instant,
        limit: Int
    ) throws(StoreError) -> [StoredTimer] {
        try faults.readLedger()
        let timers = try super.timers(dueBy: moment, limit: limit)
        witness.seeDue(timers, at: moment)
        return timers
    }

    override func nextDue() throws(StoreError) -> Instant? {
        try faults.readLedger()
        return try super.nextDue()
    }

    override func letters(limit: Int) throws(StoreError) -> [Letter] {
        try faults.readLedger()
        return try super.letters(limit: limit)
    }

    override func letters(
        of follower: String,
        about stream: StreamID,
        limit: Int
    ) throws(StoreError) -> [Letter] {
        try faults.readLedger()
        return try super.letters(of: follower, about: stream, limit: limit)
    }
}
