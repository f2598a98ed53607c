/// What must have happened at least once over all seeds, or they prove less than they seem to.
enum Sometimes: String, CaseIterable, Sendable {
    case greatGroup = "a group of 8 commands or more was committed in one batch"
    case duplicateSuppressed = "a call that came again was answered with what was remembered"
    case keyReused = "a key was used again for another payload"
    case inFlight = "a call came again while it was under way"
    case overloaded = "too much waited, and a call was not taken"
    case refused = "the business said no"
    case repliesForgotten = "old answers could be forgotten"
    case compensated = "money went back"
    case overpaid = "money came for a reservation that was given up"
    case turnedAway = "two wished for the same stylist and time, and one was turned away"
    case clerkChose = "a clerk has chosen a stylist"
    case snapshotUsed = "an aggregate was read from a snapshot"
    case cellsEvicted = "an aggregate was given up in memory and read again"
    case letterWritten = "a reaction failed and became a letter"
    case letterWaited = "a fact waited behind an earlier one of its subject"
    case letterRetried = "a letter was tried again with success"
    case letterParked = "a letter waits for a person"
    case timerSet = "a timer was set"
    case timerLate = "a timer fired late"
    case timerParked = "a timer's request was refused and waits for a person"
    case timerPostponed = "a timer was put off because its service was down"
    case clockBackwards = "the clock ran backwards"
    case clockForwards = "the clock jumped ahead by hours"
    case unreachable = "a service was down for a caller"
    case policyCaughtUp = "policies read on in the ledger"
    case crashBeforeCommit = "the process died before a commit"
    case crashAfterCommit = "the process died between a commit and its answers"
    case crashBetween = "the process died between two steps"
    case crashAtStart = "the process died while it started"
    case crashInFlush = "the process died in the middle of a flush of views"
    case stopped = "the process ended in good order"
    case startFailed = "a start failed because the store could not be read"
    case storeFull = "a store was full"
    case commitFailed = "a commit failed"
    case syncFailed = "nobody knew whether a commit counted"
    case readFailed = "a read failed"
    case viewWriteFailed = "rows could not be written"
    case viewReadFailed = "a row could not be read"
    case viewWritesLost = "a power cut took writes of views that were not synced"
    case viewCaughtUp = "a view read on in the ledger"
    case viewBegunAnew = "a view was built while facts were there already"
    case viewPatience = "a reader waited for a view"
    case feedDropped = "facts on their way to the views were dropped"
    case feedRepeated = "facts on their way to the views came again"
    case feedReordered = "facts on their way to the views overtook each other"
    case feedOverflowed = "more facts came than the views could hold"
    case filesUsed = "all of it was kept in files"
}

/// How often each of them has happened.
final class Reached: @unchecked Sendable {
    // Used by one thread at a time.
    private(set) var counts: [Sometimes: Int] = [:]

    func sometimes(_ what: Sometimes) { counts[what, default: 0] += 1 }

    func add(_ other: Reached) { counts.merge(other.counts) { $0 + $1 } }

    var never: [Sometimes] { Sometimes.allCases.filter { counts[$0] == nil } }

    /// One line for each, for who wants to know how well the seeds do.
    var report: String {
        Sometimes.allCases.map { "\(counts[$0] ?? 0)\t\($0.rawValue)" }.joined(separator: "\n")
    }
}
