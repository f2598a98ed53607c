import CMicrohttpd
import Glibc
import Synchronization
import Threads

/// One event loop of the C library, as far as we have a say in it: when it wakes connections whose
/// reply is in, and whether it keeps up with its sockets.
///
/// All calls of one sync are answered at the same moment, hundreds of them at full speed. The C
/// library sends the answers of all that were woken before it looks at its sockets again, and
/// whoever comes meanwhile waits that long, even to be turned away. So the loop wakes a few between
/// two looks. The thread that replies is spared the waking as well: only the first one rings.
///
/// The library takes so many sockets at a look. As long as each look is full, more comes than it
/// reads, and what waits in the sockets gets dearer to read with every moment.
///
/// Belongs to the thread of the loop, and to each exchange that was parked on it.
final class EventLoop: Sendable {
    private struct Waiting {
        var exchanges: [Exchange] = []
        /// How many of them were woken.
        var woken = 0
        /// Whether the loop will come for them by itself.
        var isComing = false
    }

    /// What one round wakes at most. Sending so many answers takes about a millisecond.
    private static let greatestRound = 64

    /// A loop that has not seen the end of what comes for so many milliseconds is behind.
    private static let bearable: Int64 = 5

    private let waiting = Monitor(Waiting())
    /// Since when there was more to look at than it could look at at once; 0 while there was not.
    /// The loop's own.
    private let fullSince = Atomic<Int64>(0)

    /// Whether it does not keep up with its sockets. Asked by the loop itself.
    var isBehind: Bool {
        let since = fullSince.load(ordering: .relaxed)
        return since > 0 && monotonicMilliseconds() &- since >= Self.bearable
    }

    /// Wakes a parked exchange, at once or when its loop comes for it. Called from any thread.
    func wake(_ exchange: Exchange) {
        let isFirst = waiting.locked { waiting in
            guard waiting.isComing else {
                waiting.isComing = true
                return true
            }
            waiting.exchanges.append(exchange)
            return false
        }
        // This rings, and the loop comes for those who have replied until then.
        if isFirst { MHD_resume_connection(exchange.connection) }
    }

    /// Says whether the loop has seen all that there was to be seen.
    fileprivate func looked(hasSeenAll: Bool) {
        if hasSeenAll {
            fullSince.store(0, ordering: .relaxed)
        } else if fullSince.load(ordering: .relaxed) == 0 {
            fullSince.store(monotonicMilliseconds(), ordering: .relaxed)
        }
    }

    /// Wakes the next ones. Called by the loop before it waits: with any of them woken it will not
    /// wait, and come again.
    fileprivate func nextRound() {
        let round = waiting.locked { waiting -> [Exchange] in
            let first = waiting.woken
            let end = min(waiting.exchanges.count, first + Self.greatestRound)
            let round = Array(waiting.exchanges[first..<end])
            waiting.woken = end
            if end == waiting.exchanges.count {
                // Those who reply fill it again and again.
                waiting.exchanges.removeAll(keepingCapacity: true)
                waiting.woken = 0
                waiting.isComing = !round.isEmpty
            }
            return round
        }
        for exchange in round { MHD_resume_connection(exchange.connection) }
    }
}

extension EventLoop {
    /// That of the event loop whose thread this is.
    static var ofThisThread: EventLoop? {
        guard let key else { return nil }
        if let known = pthread_getspecific(key) {
            return Unmanaged<EventLoop>.fromOpaque(known).takeUnretainedValue()
        }
        let new = Unmanaged.passRetained(EventLoop())
        guard pthread_setspecific(key, new.toOpaque()) == 0 else {
            new.release()
            return nil
        }
        return new.takeUnretainedValue()
    }

    /// Looks at the sockets of a thread, whatever thread it is.
    ///
    /// - Parameter wait: Waits for sockets, and gives how many there are of this many at most.
    static func looking(atMost room: CInt, _ wait: (CInt) -> CInt) -> CInt {
        guard let key, let known = pthread_getspecific(key) else { return wait(room) }
        let loop = Unmanaged<EventLoop>.fromOpaque(known).takeUnretainedValue()
        loop.nextRound()
        let count = wait(room)
        loop.looked(hasSeenAll: count < room)
        return count
    }

    /// Nil where the system has no more keys: then each connection is woken by itself.
    private static let key: pthread_key_t? = {
        var key = pthread_key_t()
        let code = pthread_key_create(&key) { known in
            if let known { Unmanaged<EventLoop>.fromOpaque(known).release() }
        }
        return code == 0 ? key : nil
    }()
}
