import Kit

/// Where facts are shown to the rows that look at them.
class Stage {
    /// By the places of their kinds.
    private var audiences: [Audience] = []
    var store: (any ViewStore)?
    /// Opens the ledger to be read, or gives the one that is open.
    var reader: (() throws -> any FactReader)?

    private final class Audience {
        var tables: [any AnyViewTable] = []
        var seats: [Seat] = []
    }

    private let registry: Registry

    init(_ tables: [any AnyViewTable], _ registry: Registry) {
        self.registry = registry
        audiences = registry.kinds.map { _ in Audience() }
        for table in tables { table.takeSeats(in: self) }
    }

    func tables(lookingAt kind: AnyKind) -> [any AnyViewTable] {
        audience(of: kind.place)?.tables ?? []
    }

    private func audience(of place: Int) -> Audience? {
        audiences.indices.contains(place) ? audiences[place] : nil
    }

    func seat<A: Aggregate>(
        _ type: A.Type,
        in business: String,
        for table: any AnyViewTable,
        _ seat: Seat
    ) {
        guard let kind = try? registry.kind(type, in: business),
            let audience = audience(of: kind.place)
        else { return }
        audience.seats.append(seat)
        audience.tables.append(table)
    }

    func show(_ fact: AnyFact) {
        guard let audience = audience(of: fact.kindPlace) else { return }
        // By their places: an iterator would hold all of them, and each.
        for place in audience.seats.indices { audience.seats[place].show(fact, on: self) }
    }

    /// The facts of the same subject before this one.
    func past<A: Aggregate>(of fact: Fact<A>, _ any: AnyFact) throws -> [Fact<A>] {
        guard let reader = try reader?() else { throw Failure.stopped }
        return try reader.facts(of: any.stream, upTo: fact.version - 1).map { stored in
            let earlier = try any.kind.understand(stored) { _ in fact.subject.key }
            guard let typed = earlier as? TypedFact<A> else {
                throw Failure.unreadable("fact \(stored.position)")
            }
            return typed.fact
        }
    }
}

/// From where one view looks at one kind of facts.
class Seat {
    /// - Parameter fact: Of the kind that is looked at from here.
    func show(_ fact: AnyFact, on stage: Stage) {}
}
