/// A moment, to the millisecond. The domain reads no clock: the time is handed to it.
public struct Instant: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public static func < (a: Self, b: Self) -> Bool { a.milliseconds < b.milliseconds }

    /// Later by so many minutes; at the end of time where that cannot be said.
    public func adding(minutes: Int) -> Instant {
        adding(milliseconds: Int64(minutes).multipliedReportingOverflow(by: 60_000))
    }

    /// Later by so many seconds; at the end of time where that cannot be said.
    public func adding(seconds: Int) -> Instant {
        adding(milliseconds: Int64(seconds).multipliedReportingOverflow(by: 1_000))
    }

    private func adding(milliseconds span: (partialValue: Int64, overflow: Bool)) -> Instant {
        let sum = milliseconds.addingReportingOverflow(span.partialValue)
        if span.overflow || sum.overflow { return Instant(milliseconds: .max) }
        return Instant(milliseconds: sum.partialValue)
    }
}

extension Instant: Codable {
    public init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}
