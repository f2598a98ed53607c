import JSON
import Wire

/// What a load has met with. Durations begin when a request was due.
public struct Measurement: Sendable {
    /// How long requests were due.
    public let seconds: Double
    public internal(set) var offered = 0
    public var statuses: [Int: Int] {
        Dictionary(
            uniqueKeysWithValues: counts.enumerated().filter { $0.element > 0 }
                .map { ($0.offset, $0.element) }
        )
    }
    /// By statuses. Whatever has no place of its own counts at 0.
    private var counts = Array(repeating: 0, count: 600)
    /// Answers of 200 to 299.
    public internal(set) var succeeded = Histogram()
    /// How many of those came while requests were still due.
    public internal(set) var succeededInTime = 0
    /// Answers of 503 and 429.
    public internal(set) var refused = Histogram()
    /// How many of those said when to come again.
    public internal(set) var refusedWithRetryAfter = 0
    /// Connections that ended before an answer was whole.
    public internal(set) var broken = 0
    /// Requests that had no answer when the patience was at its end.
    public internal(set) var unanswered = 0
    /// All requests; who has got no answer counts with the time until that was given up.
    public internal(set) var all = Histogram()
    /// How long requests were due before they were sent: for want of a free connection, or because
    /// this side is too slow.
    public internal(set) var beforeSending = Histogram()

    init(seconds: Double) { self.seconds = seconds }

    mutating func take(_ answer: Answer, after duration: Int64, isInTime: Bool) {
        counts[counts.indices.contains(answer.status) ? answer.status : 0] += 1
        all.record(duration)
        switch answer.status {
        case 200..<300:
            succeeded.record(duration)
            if isInTime { succeededInTime += 1 }
        case 429, 503:
            refused.record(duration)
            if answer.saysWhenToRetry { refusedWithRetryAfter += 1 }
        default:
            break
        }
    }

    /// One line of JSON. Durations are in milliseconds, rates in requests a second.
    public var line: String {
        var members: [Document.Member] = [
            .init("seconds", .decimal(seconds)),
            .init("offered", .integer(Int64(offered))),
            .init("offeredRate", .decimal(rounded(Double(offered) / seconds))),
            .init("succeeded", .integer(succeeded.count)),
            .init("goodput", .decimal(rounded(Double(succeededInTime) / seconds))),
            .init("refused", .integer(refused.count)),
            .init("refusedWithRetryAfter", .integer(Int64(refusedWithRetryAfter))),
            .init("broken", .integer(Int64(broken))),
            .init("unanswered", .integer(Int64(unanswered))),
        ]
        members += shares("success", succeeded) + shares("refusal", refused) + shares("all", all)
        members.append(.init("beforeSendingP99", milliseconds(beforeSending, 0.99)))
        let counts = statuses.sorted { $0.key < $1.key }
            .map { Document.Member("\($0.key)", .integer(Int64($0.value))) }
        members.append(.init("statuses", .object(counts)))
        return jsonLine(members)
    }
}

func shares(_ name: String, _ histogram: Histogram) -> [Document.Member] {
    [
        .init("\(name)P50", milliseconds(histogram, 0.5)),
        .init("\(name)P99", milliseconds(histogram, 0.99)),
        .init("\(name)P999", milliseconds(histogram, 0.999)),
        .init("\(name)Max", milliseconds(histogram, 1)),
    ]
}

private func milliseconds(_ histogram: Histogram, _ share: Double) -> Document {
    .decimal(rounded(Double(histogram.duration(atShare: share)) / 1e6))
}

/// To three digits behind the point.
func rounded(_ number: Double) -> Double { (number * 1_000).rounded() / 1_000 }

func jsonLine(_ members: [Document.Member]) -> String {
    var json = JSONWriter(capacity: 1_024)
    json.document(.object(members))
    return String(decoding: json.bytes, as: UTF8.self)
}
