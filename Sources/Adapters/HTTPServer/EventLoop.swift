import CLinux
import Glibc
import HTTP
import Synchronization
import Threads

/// One thread that serves connections, as they become ready.
///
/// All calls of one sync are answered at the same moment, hundreds of them at full speed. Were
/// they all sent before the loop looks at its sockets again, whoever comes meanwhile would wait
/// that long, even to be turned away. So a few are sent between two looks. The thread that replies
/// only puts them into a list, and rings when nobody has before.
///
/// As long as each look is full, more comes than is read, and what waits in the sockets gets
/// dearer to read with every moment. Then whoever was served is given to a loop that keeps up, and
/// no two loops share a processor, as the system may let them do for a tenth of a second.
///
/// Sendable although it changes: all but `inbox`, the bell, `isAtEase` and `hasEnded` belongs to
/// its thread, from when that is started.
final class EventLoop: @unchecked Sendable {
    private struct Inbox {
        var newcomers: [CInt] = []
        /// Connections that another loop has let go of.
        var given: [Connection] = []
        var answered: [Exchange] = []
        /// How many of them were sent.
        var sent = 0
        /// Whether the loop will come for more by itself.
        var isComing = false
    }

    /// What one round sends at most. So many answers take about half a millisecond.
    private static let greatestRound = 64
    /// What one look gives at most.
    private static let greatestLook = 128
    /// A loop that has not seen the end of what comes for so many milliseconds is behind, and the
    /// others help it.
    private static let helpedAfter: Int64 = 2
    /// What it is sent is too much after so many. A thousand who come at the same moment are not.
    private static let bearable: Int64 = 5
    /// How many milliseconds loops stay apart after one of them was behind.
    private static let staysApart: Int64 = 1_000

    private let core: Core
    private let epoll: CInt
    private let bell: CInt
    private let changes: UnsafeMutablePointer<cepoll_change>
    private let inbox = Monitor(Inbox())
    private let isOver = Atomic<Bool>(false)
    private let ended = Atomic<Bool>(false)
    private let thread = Monitor<WorkerThread?>(nil)
    /// Whether its last look has seen the end of what had come.
    private let isAtEase = Atomic<Bool>(true)

    /// All loops of the server, and its own place among them.
    private var all: [EventLoop] = []
    private var place = 0
    private var isApart = false
    /// Where it may run when it need not keep apart. Nil where the system does not say.
    private var processors: Processors?
    private var connections = Connections()
    private var hasMore = false
    /// Those who have more to read than one turn takes.
    private var unfinished: [Connection] = []
    /// Since when there was more to look at than it could look at at once. Nil while there was not.
    private var fullSince: Int64?
    private var nextTick: Int64 = 0
    private var hasAnsweredWaiting = false

    /// Milliseconds of ``monotonicMilliseconds()`` at the last look.
    private(set) var now = monotonicMilliseconds()
    /// Where connections read to.
    let input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 65_536)
    /// Where they write.
    let writer = AnswerWriter()
    var turningAway = TurningAway()

    /// Nil when there is no descriptor to be had.
    init?(core: Core) {
        let epoll = epoll_create1(CInt(EPOLL_CLOEXEC))
        let bell = cepoll_bell()
        self.core = core
        self.epoll = epoll
        self.bell = bell
        changes = .allocate(capacity: Self.greatestLook)
        guard epoll >= 0, bell >= 0, cepoll_watch_changes(epoll, bell) == 0 else { return nil }
    }

    deinit {
        for descriptor in [epoll, bell] where descriptor >= 0 { close(descriptor) }
        for newcomer in inbox.locked({ $0.newcomers }) { close(newcomer) }
        for connection in inbox.locked({ $0.given }) { close(connection.descriptor) }
        changes.deallocate()
        input.deallocate()
    }

    /// False when there is no thread to be had.
    ///
    /// - Parameters:
    ///   - place: Its own among them.
    ///   - all: The loops of the server.
    func start(at place: Int, among all: [EventLoop]) -> Bool {
        (self.place, self.all) = (place, all)
        guard let thread = WorkerThread(name: "http", { [self] in run() }) else {
            self.all = []
            return false
        }
        self.thread.locked { $0 = thread }
        return true
    }

    /// Makes it end all its connections and then its thread, as soon as it comes by.
    func stop() {
        isOver.store(true, ordering: .sequentiallyConsistent)
        cepoll_ring(bell)
    }

    /// Whether it has ended.
    var hasEnded: Bool { ended.load(ordering: .sequentiallyConsistent) }

    /// Returns when it has ended.
    func join() {
        let thread = thread.locked { thread in
            defer { thread = nil }
            return thread
        }
        thread?.join()
    }

    /// Makes it come by.
    func ring() { cepoll_ring(bell) }

    /// Takes in a new connection, from any thread.
    func welcome(_ descriptor: CInt) {
        put { $0.newcomers.append(descriptor) }
    }

    /// Sends the answer of an exchange, from any thread, when the loop comes for it.
    func wake(_ exchange: Exchange) {
        put { $0.answered.append(exchange) }
    }

    private func put(_ change: (inout Inbox) -> Void) {
        let isFirst = inbox.locked { inbox in
            change(&inbox)
            defer { inbox.isComing = true }
            return !inbox.isComing
        }
        if isFirst { cepoll_ring(bell) }
    }
}

// What its own thread does.
extension EventLoop {
    /// Whether it does not keep up with its sockets, with more connections than the few that never
    /// are too many.
    var isPressed: Bool { hasBeenFull(for: Self.bearable) }

    private var isBehind: Bool { hasBeenFull(for: Self.helpedAfter) }

    private func hasBeenFull(for milliseconds: Int64) -> Bool {
        guard let fullSince, core.places.taken > core.limits.connectionsAtEase else { return false }
        return monotonicMilliseconds() &- fullSince >= milliseconds
    }

    private func run() {
        while !isOver.load(ordering: .sequentiallyConsistent) {
            nextTurns()
            nextRound()
            look()
            if core.isClosing.load(ordering: .relaxed) { answerWaiting() }
            if now >= nextTick { tick() }
        }
        for connection in connections.all { connection.close() }
        // They hold each other.
        all = []
        ended.store(true, ordering: .sequentiallyConsistent)
        core.bell.ring()
    }

    /// Takes in newcomers, and sends the next answers. With any of them sent it will not wait, and
    /// come again.
    private func nextRound() {
        let (newcomers, given, round) = inbox.locked { inbox in
            let (newcomers, given) = (inbox.newcomers, inbox.given)
            if !newcomers.isEmpty { inbox.newcomers = [] }
            if !given.isEmpty { inbox.given = [] }
            let first = inbox.sent
            let end = min(inbox.answered.count, first + Self.greatestRound)
            let round = Array(inbox.answered[first..<end])
            inbox.sent = end
            if end == inbox.answered.count {
                // Those who reply fill it again and again.
                inbox.answered.removeAll(keepingCapacity: true)
                inbox.sent = 0
            }
            inbox.isComing = !round.isEmpty
            return (newcomers, given, round)
        }
        for newcomer in newcomers {
            watch(
                Connection(newcomer, on: self, core: core),
                seconds: core.limits.headerSeconds
            )
        }
        for connection in given {
            connection.belong(to: self)
            watch(connection, seconds: core.limits.idleSeconds)
        }
        for exchange in round { exchange.connection.send(answerOf: exchange) }
        hasMore = !round.isEmpty
    }

    private func watch(_ connection: Connection, seconds: Int) {
        connections.add(connection, deadline: later(seconds: seconds))
        if cepoll_watch_changes(epoll, connection.descriptor) != 0 { connection.close() }
    }

    private func look() {
        let count = Int(cepoll_look(epoll, changes, patience))
        now = monotonicMilliseconds()
        if count < Self.greatestLook {
            fullSince = nil
        } else if fullSince == nil {
            fullSince = now
        }
        isAtEase.store(fullSince == nil, ordering: .relaxed)
        keepApart()
        let heir = heir
        for index in 0..<max(count, 0) {
            let change = changes[index]
            guard let connection = connections[change.descriptor] else { continue }
            connection.happened(change)
            if let heir, connection.isAtRest { give(connection, to: heir) }
        }
    }

    /// A loop that keeps up, while this one does not.
    private var heir: EventLoop? {
        // Nobody is given who is still to have a turn here.
        guard isBehind, unfinished.isEmpty else { return nil }
        for step in all.indices.dropFirst() {
            let other = all[(place + step) % all.count]
            if other.isAtEase.load(ordering: .relaxed) { return other }
        }
        return nil
    }

    /// Nobody here may touch it afterwards.
    private func give(_ connection: Connection, to heir: EventLoop) {
        connections.remove(connection)
        cepoll_forget(epoll, connection.descriptor)
        heir.put { $0.given.append(connection) }
    }

    private func keepApart() {
        if isBehind {
            core.apartUntil.store(now &+ Self.staysApart, ordering: .relaxed)
        }
        let isToBeApart = core.apartUntil.load(ordering: .relaxed) > now
        guard isToBeApart != isApart, all.count > 1 else { return }
        isApart = isToBeApart
        if isToBeApart { processors = Processors.ofThisThread() }
        (isToBeApart ? processors?.one(at: place) : processors)?.keepThisThread()
    }

    /// How many milliseconds there is nothing to be done but by what comes.
    private var patience: CInt {
        if hasMore || !unfinished.isEmpty { return 0 }
        return connections.isEmpty ? -1 : CInt(clamping: max(nextTick &- now, 1))
    }

    func nextTurns() {
        guard !unfinished.isEmpty else { return }
        let connections = unfinished
        unfinished = []
        for connection in connections { connection.takeTurn() }
    }

    /// Ends those whose time is up: a few, and the next ones soon.
    private func tick() {
        let due = connections.due(at: now, isLate: fullSince != nil)
        for connection in due.some { connection.close() }
        nextTick = now &+ (due.areAll ? 100 : 10)
    }

    private func answerWaiting() {
        guard !hasAnsweredWaiting else { return }
        hasAnsweredWaiting = true
        for connection in connections.all { connection.stopWaiting() }
    }
}

// What its connections ask it for, on its thread.
extension EventLoop {
    func later(seconds: Int) -> Int64 { now.later(milliseconds: seconds.asMilliseconds) }

    /// Ends a connection at that moment, unless another one is said before.
    func expect(_ connection: Connection, until deadline: Int64) {
        connections.setDeadline(of: connection, deadline)
    }

    /// Gives a connection its next turn after all others.
    func comeAgain(to connection: Connection) { unfinished.append(connection) }

    func remove(_ connection: Connection) {
        connections.remove(connection)
        core.places.leave()
    }
}

extension Int64 {
    fileprivate func later(milliseconds: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(milliseconds)
        return overflow ? .max : sum
    }
}

extension Int {
    fileprivate var asMilliseconds: Int64 {
        let (product, overflow) = Int64(clamping: self).multipliedReportingOverflow(by: 1_000)
        return overflow ? .max : product
    }
}
