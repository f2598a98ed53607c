public import Kit

/// Tells the time of day. It may jump, forwards and backwards.
public protocol Clock: Sendable {
    func now() -> Instant
}
