import Wire

/// Books now and then, and looks how long after the answer all that follows from it can be seen.
///
/// An upper bound: the last look, with its own way through a busy server, counts as well.
public struct Probe: Sendable {
    public var port: UInt16
    public var booking: Request
    /// What is looked at: this, then the booking's number.
    public var page = "/myPages/"
    /// What can be read there when all has been done.
    public var sign = "Reservation Completed"
    public var perSecond: Double = 20
    public var seconds: Double = 10
    /// How long one booking is followed.
    public var patienceSeconds: Double = 30

    public init(port: UInt16, booking: Request) {
        self.port = port
        self.booking = booking
    }

    /// - Throws: ``ClientFailure`` when the connections do not open.
    public func look() throws(ClientFailure) -> Lag {
        let lines = try Lines(to: port, count: 64, keepsBodies: true)
        var run = Looking(probe: self, lines: lines)
        run.complete()
        return run.lag
    }
}

/// How far behind the answers the rest is.
public struct Lag: Sendable {
    /// From the answer to a booking until its page shows that it is complete.
    public internal(set) var durations = Histogram()
    /// Bookings that were not complete when the patience was at its end.
    public internal(set) var unfinished = 0
    /// Bookings that were not answered with 201, and pages that were not there.
    public internal(set) var failed = 0

    /// One line of JSON. Durations are in milliseconds.
    public var line: String {
        jsonLine(
            [
                .init("samples", .integer(durations.count)),
                .init("unfinished", .integer(Int64(unfinished))),
                .init("failed", .integer(Int64(failed))),
            ] + shares("lag", durations)
        )
    }
}

/// A probe under way.
private struct Looking {
    private enum Step {
        case booking
        case looking(since: Int64, page: [UInt8])
    }

    private let probe: Probe
    private let lines: Lines
    private(set) var lag = Lag()
    private var steps: [Int: Step] = [:]
    private var again = Queue<(line: Int, at: Int64)>()
    private var arrivals: Arrivals

    init(probe: Probe, lines: Lines) {
        self.probe = probe
        self.lines = lines
        arrivals = Arrivals(.constant, perSecond: probe.perSecond)
    }

    mutating func complete() {
        let begin = monotonicNanoseconds()
        let end = begin + Int64(probe.seconds * 1e9)
        let last = end + Int64(probe.patienceSeconds * 1e9)
        var next = begin + arrivals.next()
        var number = 0
        while true {
            let now = monotonicNanoseconds()
            if now >= last || (now >= end && steps.isEmpty) { break }
            if next <= now, next < end {
                next = begin + arrivals.next()
                if let line = lines.take() {
                    steps[line] = .booking
                    lines.send(probe.booking.bytes(number), on: line)
                    number = (number + 1) % 1_000
                } else {
                    // All lines follow bookings that are not complete: the tail is that far behind.
                    lag.unfinished += 1
                }
            }
            lookAgain(now)
            for outcome in lines.wait(1_000_000) { take(outcome) }
        }
        lag.unfinished += steps.count
    }

    private mutating func lookAgain(_ now: Int64) {
        while let first = again.first, first.at <= now {
            _ = again.popFirst()
            if case .looking(_, let page) = steps[first.line] {
                lines.send(page, on: first.line)
            }
        }
    }

    private mutating func take(_ outcome: Outcome) {
        switch outcome {
        case .broken(let line): fail(line)
        case .answered(let line, let answer):
            switch steps[line] {
            case .booking:
                guard answer.status == 201, let number = answer.locationNumber else {
                    return fail(line)
                }
                let request = Request("GET", "\(probe.page)\(number)", host: "127.0.0.1")
                let page = request.bytes(0)
                steps[line] = .looking(since: monotonicNanoseconds(), page: page)
                lines.send(page, on: line)
            case .looking(let since, _): seen(answer, on: line, since: since)
            case nil: lines.release(line)
            }
        }
    }

    private mutating func seen(_ answer: Answer, on line: Int, since: Int64) {
        let now = monotonicNanoseconds()
        if answer.status == 200, answer.body.contains(Array(probe.sign.utf8)) {
            lag.durations.record(now - since)
            finish(line)
        } else if [200, 404, 503].contains(answer.status), answer.keepsConnection {
            again.append((line, now + 1_000_000))
        } else {
            fail(line)
        }
    }

    private mutating func fail(_ line: Int) {
        lag.failed += 1
        finish(line)
    }

    private mutating func finish(_ line: Int) {
        steps[line] = nil
        lines.release(line)
    }
}
