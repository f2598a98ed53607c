import KitTesting
import Runtime

/// What goes wrong with the stores of a process, as the simulation orders it.
///
/// `@unchecked Sendable`: used by one thread at a time.
final class Faults: @unchecked Sendable {
    /// What becomes of one commit.
    enum Fate: String {
        case kept, full, failed
        /// Nobody knows: it was kept, or it was not.
        case unsyncedButKept, unsyncedAndLost
        case crashBefore, crashAfter
    }

    /// What becomes of the next commit of the ledger, and of the next write of rows.
    var ledgerFate = Fate.kept
    var viewFate = Fate.kept
    /// How many reads of a hundred fail, of the ledger and of the views.
    var ledgerReads = 0
    var viewReads = 0
    /// The process is no more: nothing that it still does has any effect.
    private(set) var hasCrashed = false

    private var chance: Seed
    private let reached: Reached

    init(seed: UInt64, reached: Reached) {
        chance = Seed(seed &* 0x9E37_79B9 &+ 77)
        self.reached = reached
    }

    func crash() { hasCrashed = true }

    /// A new process; the machine is the same.
    func revive() {
        hasCrashed = false
        ledgerFate = .kept
        viewFate = .kept
    }

    func calm() {
        ledgerFate = .kept
        viewFate = .kept
        ledgerReads = 0
        viewReads = 0
    }

    func readLedger() throws(StoreError) { try read(ledgerReads, .readFailed) }

    func readViews() throws(StoreError) { try read(viewReads, .viewReadFailed) }

    private func read(_ percent: Int, _ what: Sometimes) throws(StoreError) {
        if hasCrashed { throw .failed("the process is no more") }
        guard percent > 0, chance.happens(percent) else { return }
        reached.sometimes(what)
        throw .failed("the disk does not answer")
    }

    /// Does the work that is meant, or not, as the fate of this one says.
    func meet(_ fate: Fate, _ work: () throws(StoreError) -> Void) throws(StoreError) {
        if hasCrashed { throw .failed("the process is no more") }
        switch fate {
        case .kept: try work()
        case .full: throw .full("no room")
        case .failed: throw .failed("bad sector")
        case .unsyncedAndLost: throw .unsynced("sync failed")
        case .unsyncedButKept:
            try work()
            throw .unsynced("sync failed")
        case .crashBefore:
            hasCrashed = true
            throw .unsynced("the process is no more")
        case .crashAfter:
            try work()
            hasCrashed = true
            throw .unsynced("the process is no more")
        }
    }
}
