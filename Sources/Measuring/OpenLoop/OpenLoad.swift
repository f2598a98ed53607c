import Glibc

/// A load whose requests are due at times that nobody can delay.
public struct OpenLoad: Sendable {
    public var port: UInt16
    public var request: Request
    public var arrivals: Arrivals
    /// How long requests are due.
    public var seconds: Double = 10
    /// How many requests can be under way at the same time; more wait, and their clock runs.
    public var connections = 64
    /// What is due is sent, and what has come is read, this far apart; 0 for at once. That counts
    /// as their waiting, and spares a busy machine what it takes to wake up for each of them.
    public var pauseMicroseconds: Int64 = 0
    /// How many different numbers requests carry.
    public var numbers = 1_000
    /// How long answers are waited for when nothing is due any more.
    public var patienceSeconds: Double = 5

    public init(port: UInt16, request: Request, arrivals: Arrivals) {
        self.port = port
        self.request = request
        self.arrivals = arrivals
    }

    /// Offers the load. Takes as long as requests are due, and until all are answered.
    ///
    /// - Throws: ``ClientFailure`` when the connections do not open.
    public func offer() throws(ClientFailure) -> Measurement {
        let lines = try Lines(to: port, count: connections)
        var run = Run(load: self, lines: lines)
        run.complete()
        return run.measurement
    }
}

/// An open load under way.
private struct Run {
    let load: OpenLoad
    let lines: Lines
    var measurement: Measurement

    private var arrivals: Arrivals
    private let begin: Int64
    private let end: Int64
    /// When the request on each line was due.
    private var due: [Int64]
    private var next: Int64
    /// Due, but there was no free line for them.
    private var waiting = Queue<Int64>()
    private var number = 0
    /// The request that is sent next. Only its number changes.
    private var bytes: [UInt8]
    private var underWay = 0

    init(load: OpenLoad, lines: Lines) {
        self.load = load
        self.lines = lines
        measurement = Measurement(seconds: load.seconds)
        arrivals = load.arrivals
        due = Array(repeating: 0, count: load.connections)
        bytes = load.request.bytes(0)
        begin = monotonicNanoseconds() + 1_000_000
        end = begin + Int64(load.seconds * 1e9)
        next = begin + arrivals.next()
    }

    mutating func complete() {
        let last = end + Int64(load.patienceSeconds * 1e9)
        while true {
            let now = monotonicNanoseconds()
            sendWhatIsDue(now)
            let isOver = next >= end && waiting.isEmpty && underWay == 0
            if isOver || now >= last { break }
            let outcomes = wait(until: min(next, last))
            // When all of them are read: that is late for the first ones, and early for none.
            let seen = monotonicNanoseconds()
            for outcome in outcomes { take(outcome, at: seen) }
        }
        giveUp()
    }

    private func wait(until time: Int64) -> [Outcome] {
        let pause = load.pauseMicroseconds * 1_000
        guard pause > 0 else { return lines.wait(time - monotonicNanoseconds()) }
        let end = (monotonicNanoseconds() / pause + 1) * pause
        var moment = timespec(
            tv_sec: Int(end / 1_000_000_000),
            tv_nsec: Int(end % 1_000_000_000)
        )
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &moment, nil)
        return lines.wait(0)
    }

    private mutating func sendWhatIsDue(_ now: Int64) {
        while next <= now, next < end {
            waiting.append(next)
            measurement.offered += 1
            next = begin + arrivals.next()
        }
        if next >= end { next = .max }
        while !waiting.isEmpty, let line = lines.take() {
            guard let time = waiting.popFirst() else { return }
            due[line] = time
            underWay += 1
            measurement.beforeSending.record(monotonicNanoseconds() - time)
            load.request.put(number, into: &bytes)
            lines.send(bytes, on: line)
            number = (number + 1) % max(1, load.numbers)
        }
    }

    private mutating func take(_ outcome: Outcome, at now: Int64) {
        underWay -= 1
        switch outcome {
        case .answered(let line, let answer):
            measurement.take(answer, after: now - due[line], isInTime: now < end)
            lines.release(line)
        case .broken(let line):
            measurement.broken += 1
            measurement.all.record(now - due[line])
        }
    }

    /// Who has no answer has waited at least until now; forgetting it would be kind to the server.
    private mutating func giveUp() {
        let now = monotonicNanoseconds()
        while let time = waiting.popFirst() {
            measurement.unanswered += 1
            measurement.all.record(now - time)
        }
        measurement.unanswered += underWay
        for line in due.indices where lines.isBusy(line) { measurement.all.record(now - due[line]) }
    }
}
