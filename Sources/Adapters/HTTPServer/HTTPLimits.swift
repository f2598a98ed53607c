/// How much of anything a client may take.
public struct HTTPLimits: Sendable {
    /// More body than this is refused with 413.
    public var bodyBytes = 65_536
    /// The whole head: the first line and all header fields. More is refused with 431.
    public var headerBytes = 16_384
    /// More header fields than this are refused with 431.
    public var fieldCount = 100
    /// Path and query together. More is refused with 414.
    public var targetBytes = 8_192
    /// The time from the first line of a head, or from connecting, to the end of that head.
    public var headerSeconds = 10
    /// The time a connection may be silent, and the time within which a whole body must come, or
    /// a whole answer be taken.
    public var idleSeconds = 60
    /// Further clients wait in the kernel's queue until one of these goes.
    public var connections = 4_096
    /// With no more than these, nobody is thought to come faster than they can be read.
    public var connectionsAtEase = 256
    /// Threads that serve, each with an event loop.
    public var threads = 2

    public init() {}

    /// What the C library may use for the heads of one request, where a field takes 64 bytes
    /// besides its text, and of its answer. Not more, as the library clears all of it for every
    /// request: with 40 KiB that was a twelfth of the CPU time.
    var memoryBytes: Int {
        let fields = max(fieldCount, 1).multipliedClamping(by: 64)
        let text = max(headerBytes, 0).addingClamping(4_096)
        return max(8_192, text.addingClamping(fields))
    }
}

extension Int {
    /// Stops at half of the largest number instead of trapping: a limit that large is none.
    fileprivate func addingClamping(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max / 2 : sum
    }

    fileprivate func multipliedClamping(by other: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max / 2 : product
    }
}
