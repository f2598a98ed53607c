import HTTP

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

    var ofMessages: MessageLimits {
        MessageLimits(
            bodyBytes: bodyBytes,
            headerBytes: headerBytes,
            fieldCount: fieldCount,
            targetBytes: targetBytes
        )
    }
}
