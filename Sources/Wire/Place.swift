public import Kit

/// Tells what the clocks on the wall show, anywhere, with the system's time zone data.
public protocol TimeZones: Sendable {
    /// Those that can be told to callers. Others may be known besides, by older names.
    var names: [String] { get }

    func isKnown(_ zone: String) -> Bool

    /// When the clocks of a zone show this time on this day: the first time, where they show it
    /// twice. Nil for an unknown zone, and where the clocks skip that time.
    func instant(of day: Day, at time: TimeOfDay, in zone: String) -> Instant?
}

/// Where a call is understood: what can be looked up there, and what time it is.
public struct Place {
    /// The aggregates of the service that was called.
    public let lookup: any Lookup
    public let zones: any TimeZones
    /// The time of the ledger's batch.
    public let now: Instant

    public init(lookup: any Lookup, zones: any TimeZones, now: Instant) {
        self.lookup = lookup
        self.zones = zones
        self.now = now
    }
}
