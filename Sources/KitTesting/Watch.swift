import Runtime
import Threads

#if canImport(Glibc)
    import Glibc
#endif

/// Carries a value to the one thread that uses it from then on: whoever hands it over lets go.
struct Handed<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
}

/// Follows facts on a thread of its own, from the first one on.
final class Watch: Sendable {
    private struct State {
        var seen: Int64 = 0
        /// Whether no more is to be waited for; nil as long as that is not known.
        var end: Int64?
        var isDone = false
    }

    private let state = Monitor(State())
    private let read: @Sendable (Int64) throws -> [StoredFact]

    init(_ read: @escaping @Sendable (Int64) throws -> [StoredFact]) {
        self.read = read
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        let code = pthread_create(&thread, nil, follow, context)
        if code == 0 { pthread_detach(thread) } else { state.locked { $0.isDone = true } }
    }

    /// Waits until it has seen the fact at `position`, and tells how far it came.
    func finish(at position: Int64) -> Int64 {
        state.locked { $0.end = position }
        for _ in 0..<10_000 {
            let (isDone, seen) = state.locked { ($0.isDone, $0.seen) }
            if isDone { return seen }
            poll(nil, 0, 1)
        }
        return state.locked { $0.seen }
    }

    fileprivate func run() {
        defer { state.locked { $0.isDone = true } }
        while true {
            let (seen, end) = state.locked { ($0.seen, $0.end) }
            if let end, seen >= end { return }
            guard let facts = try? read(seen) else { return }
            for fact in facts {
                let follows = state.locked { state in
                    guard fact.position - 1 == state.seen else { return false }
                    state.seen = fact.position
                    return true
                }
                guard follows else { return }
            }
        }
    }
}

private func follow(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<Watch>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
