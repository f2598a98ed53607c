import Synchronization

/// Keeps so many calls under way: each answer begins the next.
final class ClosedLoop: Sendable {
    private let answered = Atomic<Int64>(0)
    private let failed = Atomic<Int64>(0)
    private let begun = Atomic<Int64>(0)
    private let underWay = Atomic<Int64>(0)
    private let isOver = Atomic<Bool>(false)
    private let limit: Int64
    private let begin: @Sendable (Int, @escaping @Sendable (Bool) -> Void) -> Void

    /// - Parameters:
    ///   - limit: How many calls are made at most.
    ///   - begin: Makes the call with this number, counting from 0, and answers whether it went
    ///     well.
    init(
        limit: Int64 = .max,
        _ begin: @escaping @Sendable (Int, @escaping @Sendable (Bool) -> Void) -> Void
    ) {
        self.limit = limit
        self.begin = begin
    }

    var answers: Int64 { answered.load(ordering: .relaxed) }
    var failures: Int64 { failed.load(ordering: .relaxed) }
    /// Whether no call is under way and none will follow.
    var isDone: Bool { underWay.load(ordering: .acquiring) == 0 }

    func start(underWay count: Int) {
        underWay.store(Int64(count), ordering: .releasing)
        for _ in 0..<count { next() }
    }

    func end() { isOver.store(true, ordering: .relaxed) }

    private func next() {
        let number = begun.wrappingAdd(1, ordering: .relaxed).oldValue
        guard number < limit, !isOver.load(ordering: .relaxed) else {
            underWay.wrappingSubtract(1, ordering: .releasing)
            return
        }
        begin(Int(number)) { [self] isWell in
            if isWell {
                answered.wrappingAdd(1, ordering: .relaxed)
            } else {
                failed.wrappingAdd(1, ordering: .relaxed)
                isOver.store(true, ordering: .relaxed)
            }
            next()
        }
    }
}
