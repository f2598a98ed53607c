import Synchronization
import Threads

/// A view that is built again beside the live one, as those see it who wait for it.
///
/// The rows are made from the first fact on while readers are served from the live ones. When both
/// stand at the same position they are compared, and the new rows take the place of the old ones in
/// one step. Until then nothing has changed.
public final class RebuildOrder: Sendable {
    /// A row that was not what its facts say.
    public struct Difference: Equatable, Sendable {
        public let row: Int64
        /// What readers were shown until now; nil when there was no such row.
        public let live: [UInt8]?
        /// What they are shown from now on; nil when there is no such row.
        public let rebuilt: [UInt8]?
    }

    public struct Progress: Equatable, Sendable {
        /// The position of the last fact that was taken into account.
        public internal(set) var position: Int64 = 0
        /// How many rows were compared with the live ones.
        public internal(set) var compared: Int64 = 0
    }

    public struct Outcome: Equatable, Sendable {
        /// The position as of which the rows were compared and put in place.
        public let position: Int64
        /// How many rows there are now.
        public let rows: Int64
        /// Why the live rows could not be compared; nil when they were.
        public let incomparable: String?
        /// How many rows were not what their facts say.
        public let differing: Int64
        /// The first of them.
        public let differences: [Difference]
    }

    private struct State {
        var progress = Progress()
        var result: Result<Outcome, any Error>?
        var isCancelled = false
    }

    /// The name of the view's schema.
    public let view: String
    let index: Int
    private let state = Monitor(State())

    init(view: String, index: Int) {
        self.view = view
        self.index = index
    }

    public var progress: Progress { state.locked { $0.progress } }

    /// Gives it up, unless it is done already. Nothing has changed then.
    public func cancel() { state.locked { $0.isCancelled = true } }

    /// Waits for the end, so many milliseconds at most. Nil when it is not there yet.
    public func result(within milliseconds: Int64) -> Result<Outcome, any Error>? {
        state.waiting(
            milliseconds: milliseconds,
            until: { $0.result != nil },
            then: { $0.result }
        )
    }

    var isCancelled: Bool { state.locked { $0.isCancelled } }

    func note(_ change: (inout Progress) -> Void) { state.locked { change(&$0.progress) } }

    func end(_ result: Result<Outcome, any Error>) {
        state.signalling { state in
            if state.result == nil { state.result = result }
            return true
        }
    }
}

/// Why a view is not built again.
public enum RebuildProblem: Error, Equatable, Sendable, CustomStringConvertible {
    case underWay(String)
    case cancelled
    case halted(String)

    public var description: String {
        switch self {
        case .underWay(let view): "\(view) is being built again already"
        case .cancelled: "given up; nothing has changed"
        case .halted(let reason): "\(reason); nothing has changed"
        }
    }
}
