public import Kit

/// One kind of aggregate of one business, as the ledger guards it.
///
/// `@unchecked Sendable`: whoever holds it can only hand it to a desk, on the ledger's thread.
public struct Guarded<A: Aggregate>: @unchecked Sendable {
    let kind: Kind<A>

    /// Whether its service works in this process.
    public var isRunning: Bool { kind.service.isRunning }
    /// The name of the service that guards it.
    public var service: String { kind.service.name }
}

/// What one service may look up: the aggregates that it guards itself.
public struct ServiceLookup: Lookup {
    let desk: Desk
    let service: HostedService

    public func current<A: Aggregate>(_ kind: A.Type, _ identity: A.Identity) -> A? {
        guard let known = desk.registry.kind(A.self, guardedBy: service) else { return nil }
        do {
            let cell = try known.cell(identity, in: desk)
            return cell.version > 0 ? cell.state : nil
        } catch {
            desk.lookupFailure = error
            return nil
        }
    }
}
