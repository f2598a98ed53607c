import Dispatch
import Testing

/// Runs every test of a suite on a queue of its own, since these tests wait for processes and
/// would keep others from the few threads that they share; and only two of them at a time.
struct Apart: TestTrait, SuiteTrait, TestScoping {
    var isRecursive: Bool { true }

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        await Gate.shared.enter()
        do {
            try await withTaskExecutorPreference(OwnQueue()) { try await function() }
        } catch {
            await Gate.shared.leave()
            throw error
        }
        await Gate.shared.leave()
    }
}

extension Trait where Self == Apart {
    static var apart: Self { Self() }
}

private final class OwnQueue: TaskExecutor {
    private let queue = DispatchQueue(label: "end-to-end test")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}

private actor Gate {
    static let shared = Gate(places: 2)
    private var places: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) { self.places = places }

    func enter() async {
        guard places == 0 else {
            places -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func leave() {
        guard waiting.isEmpty else { return waiting.removeFirst().resume() }
        places += 1
    }
}
