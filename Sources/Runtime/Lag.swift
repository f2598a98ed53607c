public import Kit
import Synchronization
import Threads

/// How far someone who follows the ledger has come, for everyone to see.
public final class Lag: Sendable {
    /// Of the policy or view.
    public let name: String
    private let mark = Atomic<Int64>(0)
    /// In milliseconds, the time of the first fact that was not dealt with.
    private let since = Atomic<Int64>(nobodyKnows)

    private static let nobodyKnows = Int64.min

    init(_ name: String) { self.name = name }

    /// Said by the one thread that moves the mark.
    func note(mark: Int64, waitingSince time: Instant?) {
        self.mark.store(mark, ordering: .relaxed)
        since.store(time?.milliseconds ?? Self.nobodyKnows, ordering: .relaxed)
    }

    /// The same for one who is behind: `find` is only asked when nobody knows yet.
    func note(mark: Int64, finding find: () -> Instant?) {
        let isKnown = since.load(ordering: .relaxed) != Self.nobodyKnows
        if isKnown, self.mark.load(ordering: .relaxed) == mark { return }
        note(mark: mark, waitingSince: find())
    }

    /// How many of the facts up to this position were not dealt with.
    public func facts(upTo position: Int64) -> Int64 {
        max(0, position - mark.load(ordering: .relaxed))
    }

    /// How long the first fact waits that was not dealt with, in milliseconds; 0 when none waits.
    ///
    /// - Parameter queued: Since when it waits at least, where nobody has looked at it yet.
    public func milliseconds(
        upTo position: Int64,
        at now: Instant,
        queued: Instant? = nil
    ) -> Int64 {
        guard facts(upTo: position) > 0 else { return 0 }
        let known = since.load(ordering: .relaxed)
        guard known != Self.nobodyKnows || queued != nil else { return 0 }
        let first = known != Self.nobodyKnows ? known : queued?.milliseconds ?? now.milliseconds
        let (span, overflow) = now.milliseconds.subtractingReportingOverflow(first)
        return overflow ? 0 : max(0, span)
    }
}

/// The letters of one policy, or of one kind of timers.
public struct LetterFigure: Equatable, Sendable {
    public let follower: String
    /// How many subjects have a fact that failed.
    public internal(set) var parked: Int64
    /// How many facts wait behind those.
    public internal(set) var behind: Int64
    /// Since when the oldest waits.
    public internal(set) var oldest: Instant
}

extension LedgerFigures {
    func note(letters lines: some Collection<PostOffice.Queue>) {
        var figures: [String: LetterFigure] = [:]
        var count: Int64 = 0
        for line in lines {
            count += Int64(line.length)
            let name = Self.family(line.head)
            var figure =
                figures[name]
                ?? LetterFigure(follower: name, parked: 0, behind: 0, oldest: line.head.since)
            figure.parked += 1
            figure.behind += Int64(line.length - 1)
            figure.oldest = min(figure.oldest, line.head.since)
            figures[name] = figure
        }
        letterCount.store(count, ordering: .relaxed)
        let sorted = figures.values.sorted { $0.follower < $1.follower }
        letterTable.locked { $0 = sorted }
    }

    /// Timers each have a name of their own, with their number behind it.
    private static func family(_ letter: Letter) -> String {
        let name = letter.id.follower
        guard name.hasPrefix(PostOffice.timers), let slash = name.lastIndex(of: "/") else {
            return name
        }
        return String(name[..<slash])
    }

    /// What waits for another try or for a person, by the follower that failed.
    public var lettersByFollower: [LetterFigure] { letterTable.locked { $0 } }
}

extension Ledger {
    /// How far each policy has come.
    public var lags: [Lag] { registry.followers.map(\.lag) }
}
