import Glibc
import Synchronization
import Threads

/// One connection, seen from outside its event loop: when its time is up, and which request of
/// it waits for a reply.
final class Client: Sendable {
    let core: Core
    private let descriptor: CInt
    /// Milliseconds of the watch's clock. `.max` while the client is not the one to act.
    private let deadline: Atomic<Int64>
    let waiting = Monitor<Exchange?>(nil)
    /// The path of the request that was begun last, for refusals of the C library's own making.
    let path = Monitor("")

    init(core: Core, descriptor: CInt, deadline: Int64) {
        self.core = core
        self.descriptor = descriptor
        self.deadline = Atomic(deadline)
    }

    func expect(nothingLaterThan milliseconds: Int64) {
        deadline.store(milliseconds, ordering: .relaxed)
    }

    /// Ends the connection if its time is up. The event loop sees the end and cleans up.
    func endIfLate(at now: Int64) {
        guard deadline.load(ordering: .relaxed) <= now else { return }
        shutdown(descriptor, CInt(SHUT_RDWR))
    }
}

/// All connections, and a clock that is cheap to read.
///
/// The C library's own time limit starts again with every byte, so a client that sends one now
/// and then keeps its place for ever; and for each of them the library takes the lock that whoever
/// wakes a connection waits for. Its limits for single connections make each turn of an event
/// loop look at all of them. Hence one thread that looks at everybody ten times a second.
final class Clients: Sendable {
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

    func tick() {
        let now = monotonicMilliseconds()
        clock.store(now, ordering: .relaxed)
        all.locked { for client in $0.values { client.endIfLate(at: now) } }
    }

    /// The requests that wait for a reply just now.
    var waiting: [Exchange] {
        all.locked { Array($0.values) }.compactMap { $0.waiting.locked { $0 } }
    }
}
