import Kit

/// A policy as the ledger runs it, and how far it has come.
/// Touched by the ledger's thread alone, once that runs.
final class Follower {
    /// Business, service and policy: the name under which its mark is stored.
    let name: String
    let timing: Timing
    let host: HostedService
    let subject: AnyKind
    let target: AnyKind
    /// The position of the last fact that it has dealt with.
    var mark: Int64 = 0
    /// Whether it has come to the end of the ledger and is shown facts as they are committed.
    var isLive = false
    /// Why it can go no further; it is not asked again until the process starts anew.
    var halted: String?
    let lag: Lag

    init(
        name: String,
        timing: Timing,
        host: HostedService,
        subject: AnyKind,
        target: AnyKind
    ) {
        self.name = name
        lag = Lag(name)
        self.timing = timing
        self.host = host
        self.subject = subject
        self.target = target
    }

    /// An immediate policy runs with its host, and fails when its target is down; an eventual one
    /// waits for both.
    var isRunning: Bool {
        guard halted == nil, host.isRunning else { return false }
        return timing == .immediate || target.isRunning
    }
}

extension AnyKind {
    var isRunning: Bool { service.isRunning }
}
