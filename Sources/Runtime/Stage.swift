import Kit

/// Where facts are shown to the rows that look at them.
class Stage {
    private var audiences: [ObjectIdentifier: Audience] = [:]
    var store: (any ViewStore)?
    /// Opens the ledger to be read, or gives the one that is open.
    var reader: (() throws -> any FactReader)?

    private struct Audience {
        var tables: [any AnyViewTable] = []
        var seats: [(AnyFact, Stage) -> Void] = []
    }

    private let registry: Registry

    init(_ tables: [any AnyViewTable], _ registry: Registry) {
        self.registry = registry
        for table in tables { table.takeSeats(in: self) }
    }

    func tables(lookingAt kind: AnyKind) -> [any AnyViewTable] {
        audiences[ObjectIdentifier(kind)]?.tables ?? []
    }

    func seat<A: Aggregate>(
        _ type: A.Type,
        in business: String,
        for table: any AnyViewTable,
        _ look: @escaping (AnyFact, Stage) -> Void
    ) {
        guard let kind = try? registry.kind(type, in: business) else { return }
        audiences[ObjectIdentifier(kind), default: Audience()].seats.append(look)
        audiences[ObjectIdentifier(kind)]?.tables.append(table)
    }

    func show(_ fact: AnyFact) {
        guard let audience = audiences[ObjectIdentifier(fact.kind)] else { return }
        for look in audience.seats { look(fact, self) }
    }

    /// The facts of the same subject before this one.
    func past<A: Aggregate>(of fact: Fact<A>, _ kind: AnyKind) throws -> [Fact<A>] {
        guard let reader = try reader?() else { throw Failure.stopped }
        let stream = StreamID(kind: kind.number, number: fact.number)
        return try reader.facts(of: stream, upTo: fact.version - 1).map { stored in
            let earlier = try kind.understand(stored) { _ in fact.subject.key }
            guard let typed = earlier as? TypedFact<A> else {
                throw Failure.unreadable("fact \(stored.position)")
            }
            return typed.fact
        }
    }
}
