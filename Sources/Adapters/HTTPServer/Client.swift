import CMicrohttpd
import Glibc
import Synchronization
import Threads

/// One connection, seen from outside its event loop: when its time is up, and which request of
/// it waits for a reply.
final class Client: Sendable {
    /// An event loop that comes later than this to what was sent in time is waited for no longer.
    private static let longestLateness: Int64 = 5_000

    let core: Core
    private let descriptor: CInt
    /// Milliseconds of the watch's clock. `.max` while the client is not the one to act.
    private let deadline: Atomic<Int64>
    /// Whether the client is to send something, not to take something.
    private let isToSend = Atomic<Bool>(true)
    let waiting = Monitor<Exchange?>(nil)
    /// The path of the request that was begun last, for refusals of the C library's own making.
    let path = Monitor("")

    init(core: Core, descriptor: CInt, deadline: Int64) {
        self.core = core
        self.descriptor = descriptor
        self.deadline = Atomic(deadline)
    }

    func expect(nothingLaterThan milliseconds: Int64, isToSend: Bool = true) {
        self.isToSend.store(isToSend, ordering: .relaxed)
        deadline.store(milliseconds, ordering: .relaxed)
    }

    /// Ends the connection if its time is up, and says so. The event loop sees the end and cleans
    /// up.
    func endIfLate(at now: Int64) -> Bool {
        let deadline = deadline.load(ordering: .relaxed)
        guard deadline <= now else { return false }
        // What lies here unread has come in time: it is the event loop that is late.
        if now &- deadline < Self.longestLateness, isToSend.load(ordering: .relaxed), hasSent {
            return false
        }
        shutdown(descriptor, CInt(SHUT_RDWR))
        self.deadline.store(.max, ordering: .relaxed)
        return true
    }

    /// Whether something of the client waits to be read.
    private var hasSent: Bool {
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, CInt(MSG_PEEK | MSG_DONTWAIT)) > 0
    }
}

/// All connections, and a clock that is cheap to read.
///
/// The C library's own time limit starts again with every byte, so a client that sends one now
/// and then keeps its place for ever; and for each of them the library takes the lock that whoever
/// wakes a connection waits for. Its limits for single connections make each turn of an event
/// loop look at all of them. Hence one thread that looks at everybody ten times a second, and
/// sooner while there are many whose time is up.
final class Clients: Sendable {
    /// So many are ended at once. Those who came together would else end together, and all others
    /// would wait until the event loops have cleaned up behind thousands of them.
    private static let endedAtOnce = 64

    private let all = Monitor<[ObjectIdentifier: Client]>([:])
    private let clock = Atomic<Int64>(monotonicMilliseconds())

    /// Milliseconds since some moment, up to a tenth of a second behind.
    var now: Int64 { clock.load(ordering: .relaxed) }

    func now(plusSeconds seconds: Int) -> Int64 {
        let milliseconds = Int64(clamping: seconds).multipliedReportingOverflow(by: 1_000)
        guard !milliseconds.overflow else { return .max }
        let sum = now.addingReportingOverflow(milliseconds.partialValue)
        return sum.overflow ? .max : sum.partialValue
    }

    /// Connections let in and not ended. Each is a client once its event loop has seen it.
    let places = Atomic<Int>(0)
    /// Rings when a connection has ended.
    let placeIsFree = Bell()

    func leavePlace() {
        places.subtract(1, ordering: .sequentiallyConsistent)
        placeIsFree.ring()
    }

    func add(_ client: Client) { all.locked { $0[ObjectIdentifier(client)] = client } }

    /// Once this returns nobody touches the client's socket any more.
    func remove(_ client: Client) {
        _ = all.locked { $0.removeValue(forKey: ObjectIdentifier(client)) }
        leavePlace()
    }

    /// Ends those whose time is up. False when there may be more of them.
    func tick() -> Bool {
        let now = monotonicMilliseconds()
        clock.store(now, ordering: .relaxed)
        return all.locked { all in
            var ended = 0
            for client in all.values where client.endIfLate(at: now) {
                ended += 1
                if ended == Self.endedAtOnce { return false }
            }
            return true
        }
    }

    /// The requests that wait for a reply just now.
    var waiting: [Exchange] {
        all.locked { Array($0.values) }.compactMap { $0.waiting.locked { $0 } }
    }
}
