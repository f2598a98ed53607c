/// How much of anything a client may take.
public struct HTTPLimits: Sendable {
    /// More body than this is refused with 413.
    public var bodyBytes = 65_536
    /// All header fields together, with their separators. More is refused with 431.
    public var headerBytes = 16_384
    /// More header fields than this are refused with 431.
    public var fieldCount = 100
    /// Path and query together. More is refused with 414.
    public var targetBytes = 8_192
    /// The time from the first line of a head, or from connecting, to the end of that head.
    public var headerSeconds = 10
    /// The time a connection may be silent, and the time within which a whole body must come.
    public var idleSeconds = 60
    /// Further clients wait in the kernel's queue until one of these goes.
    public var connections = 4_096
    /// Threads that serve, each with an event loop.
    public var threads = 2

    public init() {}

    /// What the C library may use for the head of one request, where a field takes 64 bytes
    /// besides its text. A third above our own limits, so that whoever goes a little beyond them
    /// hears it from us; not more, as the library clears all of it for every request.
    var memoryBytes: Int {
        let fields = max(fieldCount, 1).multipliedClamping(by: 64)
        let text = max(headerBytes, 0).addingClamping(max(targetBytes, 0))
        let needed = text.addingClamping(fields)
        return max(32_768, needed.addingClamping(needed / 3))
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
