import Synchronization
import Threads

/// Says whether one more may come in, by how long they would wait.
///
/// The expected wait is how many are inside, times what one of them takes of late. Who would wait
/// too long is better told at once: then they know, and what they would have cost serves others.
public final class Doorkeeper: Sendable {
    /// A turn with fewer calls says more about itself than about what a crowd would wait for.
    private static let tellingTurn = 32
    /// A crowd that lasts waits so many times shorter than one that has just come: it is served no
    /// faster for waiting longer, and what waits falls out of the processor's caches.
    private static let shorterInTheLongRun: Int64 = 5

    private let longest: Int64
    /// Milliseconds, of this crowd.
    private let bearable: Atomic<Int64>
    private let alwaysWelcome: Int
    private let inside = Atomic<Int>(0)
    /// Nanoseconds. Written by the thread that serves, as is `pace`.
    private let perCall = Atomic<Int64>(Pace.firstGuess)
    private let experience = Monitor((pace: Pace(), crowd: Crowd()))
    private let turned = Atomic<Int64>(0)

    /// - Parameters:
    ///   - longest: The longest wait that is thought bearable, in milliseconds. When there have
    ///     been too many for a tenth of a second on end, it is a fifth of that until there are not.
    ///   - alwaysWelcome: So many are let in however long they wait.
    init(longest: Int64, alwaysWelcome: Int) {
        self.longest = longest
        bearable = Atomic(longest)
        self.alwaysWelcome = alwaysWelcome
    }

    /// How long one who comes now would wait, in nanoseconds.
    public var expectedWait: Int64 {
        let each = perCall.load(ordering: .relaxed)
        let (wait, overflow) = each.multipliedReportingOverflow(by: Int64(count))
        return overflow ? .max : wait
    }

    /// How many are inside: waiting, being served, or about to be answered.
    public var count: Int { max(0, inside.load(ordering: .relaxed)) }

    /// How many were told to come again because they would have waited too long.
    public var turnedAway: Int64 { turned.load(ordering: .relaxed) }

    /// Whether one who comes now would wait too long.
    public var isCrowded: Bool {
        inside.load(ordering: .relaxed) >= alwaysWelcome
            && expectedWait / 1_000_000 >= bearable.load(ordering: .relaxed)
    }

    /// Says of one who would wait too long, before they ask for anything, that they were sent away.
    public func turnAway() { turned.add(1, ordering: .relaxed) }

    func letIn() { inside.add(1, ordering: .relaxed) }
    func letOut(_ count: Int) { inside.subtract(count, ordering: .relaxed) }

    /// Learns how long a turn has taken that served so many. Called by the thread that serves.
    func learn(_ nanoseconds: Int64, for calls: Int) {
        let (each, isLasting) = experience.locked { experience in
            if calls >= Self.tellingTurn { experience.pace.learn(nanoseconds, for: calls) }
            experience.crowd.note(turnedAway: turnedAway, within: nanoseconds)
            return (experience.pace.perCall, experience.crowd.isLasting)
        }
        perCall.store(each, ordering: .relaxed)
        bearable.store(
            isLasting ? max(longest / Self.shorterInTheLongRun, 1) : longest,
            ordering: .relaxed
        )
    }
}

/// Whether those who are turned away are a burst, which is over as soon as it was served, or keep
/// coming: then to have many wait is of no use to anybody. A queue that never empties does nothing
/// but delay (K. Nichols, V. Jacobson: Controlling Queue Delay, 2012).
struct Crowd {
    /// Nanoseconds of turns.
    static let isLastingAfter: Int64 = 100_000_000

    private var turnedAway: Int64 = 0
    private var nanoseconds: Int64 = 0

    /// Whether somebody was turned away in every turn, for so long.
    var isLasting: Bool { nanoseconds >= Self.isLastingAfter }

    /// - Parameters:
    ///   - count: How many were turned away so far.
    ///   - spent: How long the turn has taken, in nanoseconds.
    mutating func note(turnedAway count: Int64, within spent: Int64) {
        defer { turnedAway = count }
        guard count > turnedAway else {
            nanoseconds = 0
            return
        }
        let (sum, overflow) = nanoseconds.addingReportingOverflow(max(0, spent))
        nanoseconds = overflow ? .max : sum
    }
}

/// What calls take of late: an average in which each turn counts an eighth of all before it.
struct Pace {
    /// What is believed while nothing is known, so that a crowd before the first turn is no flood.
    static let firstGuess: Int64 = 100_000

    private var nanoseconds = 0.0
    private var calls = 0.0

    /// Nanoseconds.
    var perCall: Int64 {
        calls > 0 ? Int64(min(nanoseconds / calls, 1e15)) : Self.firstGuess
    }

    mutating func learn(_ spent: Int64, for count: Int) {
        guard calls > 0 else {
            (nanoseconds, calls) = (Double(max(0, spent)), Double(count))
            return
        }
        nanoseconds += (Double(max(0, spent)) - nanoseconds) / 8
        calls += (Double(count) - calls) / 8
    }
}

/// What has gone by while something was done, without the waiting for work.
struct TurnClock {
    private let now: @Sendable () -> Int64
    private var begun: Int64
    private var idle: Int64 = 0

    /// - Parameter now: Nanoseconds of a clock that never jumps.
    init(_ now: @escaping @Sendable () -> Int64) {
        self.now = now
        begun = now()
    }

    mutating func waiting<Result>(_ wait: () -> Result) -> Result {
        let before = now()
        defer { idle &+= now() &- before }
        return wait()
    }

    var spent: Int64 { now() &- begun &- idle }
}
