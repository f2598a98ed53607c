/// How long each tenth of a way has taken.
struct Tenths {
    private let goal: Int64
    private var last: (count: Int64, time: Int64)
    /// When each tenth was done, beginning with the start itself.
    private var crossings: [Int64]

    /// - Parameter time: The start, in nanoseconds.
    init(of goal: Int64, time: Int64) {
        self.goal = goal
        last = (0, time)
        crossings = [time]
    }

    /// The counter stood there at that time.
    mutating func see(_ count: Int64, at time: Int64) {
        guard count > last.count else { return }
        while crossings.count <= 10 {
            let mark = goal / 10 * Int64(crossings.count)
            guard mark > 0, count >= mark else { break }
            let share = Double(mark - last.count) / Double(count - last.count)
            crossings.append(last.time + Int64(share * Double(time - last.time)))
        }
        last = (count, time)
    }

    /// What was done in a second, in each tenth that is over.
    var perSecond: [Double] {
        zip(crossings, crossings.dropFirst()).map { begin, end in
            Double(goal) / 10 / max(1e-9, Double(end - begin) / 1e9)
        }
    }
}
