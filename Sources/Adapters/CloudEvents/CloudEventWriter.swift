import JSON
public import Kit
public import Runtime
public import Wire

/// Writes facts as CloudEvents 1.0 in JSON, with the members that old consumers read in the data.
/// (cloudevents.io, version 1.0.2; extension names are lower-case letters only.)
public struct CloudEventWriter: Sendable {
    private let tellers: [String: Teller]

    public init(_ maps: [WireMap]) {
        var tellers: [String: Teller] = [:]
        for map in maps {
            let collector = TellerCollector()
            map.show(to: collector)
            for (kind, teller) in collector.tellers { tellers["\(map.business)/\(kind)"] = teller }
        }
        self.tellers = tellers
    }

    /// One line of JSON, without the line's end.
    ///
    /// - Parameters:
    ///   - kind: Business, service and kind of the subject, as the ledger stores it.
    ///   - key: What the subject is called, where that is not its number.
    /// - Throws: When the fact cannot be understood (a newer program wrote it), or nobody knows how
    ///   to tell it.
    public func write(_ fact: StoredFact, kind: String, key: Key?) throws -> [UInt8] {
        let parts = kind.split(separator: "/", maxSplits: 2).map(String.init)
        guard parts.count == 3, let teller = tellers["\(parts[0])/\(parts[2])"] else {
            throw Failure.unknownKind(kind)
        }
        let told = try teller.tell(fact, key ?? .number(fact.stream.number))
        var json = JSONWriter(capacity: 640)
        json.beginObject()
        json.name("specversion")
        json.text("1.0")
        json.name("id")
        json.text("\(fact.position)")
        json.name("source")
        json.text("/\(parts[0])/\(parts[1])")
        json.name("type")
        json.text(told.type)
        json.name("subject")
        json.text("\(parts[2])/\(fact.stream.number)")
        json.name("time")
        json.text(fact.time.iso8601)
        json.name("datacontenttype")
        json.text("application/json")
        json.name("correlationid")
        json.text("\(fact.correlation.position)")
        if fact.cause != .none {
            json.name("causationid")
            json.text("\(fact.cause.position)")
        }
        json.name("schemaversion")
        // Of the data beside it, which is told as today, whatever version the fact is of.
        json.integer(Int64(teller.schemaVersion))
        json.name("sequence")
        json.text("\(fact.version)")
        json.name("data")
        json.beginObject()
        json.name("eventType")
        json.text(told.type)
        json.name("timestamp")
        json.text(fact.time.compact)
        for member in told.members {
            json.name(member.name)
            json.document(member.value)
        }
        json.name("me")
        json.boolean(true)
        json.endObject()
        json.endObject()
        return json.bytes
    }
}

/// How one kind is told.
private struct Teller: Sendable {
    let schemaVersion: Int32
    let tell: @Sendable (StoredFact, Key) throws -> Published
}

/// Gathers how each kind is told.
private final class TellerCollector: WireVisitor {
    var tellers: [String: Teller] = [:]

    func visit<A: Aggregate>(publication: Publication<A>) {
        let events = StoredEvents<A>()
        tellers[A.name] = Teller(schemaVersion: events.schemaVersion) { stored, key in
            guard let identity = A.Identity(key: key) else {
                throw Failure.unreadable("fact \(stored.position)")
            }
            return publication.tell(
                Fact<A>(
                    try events.event(of: stored),
                    of: identity,
                    number: stored.stream.number,
                    at: stored.time,
                    id: FactID(stored.position),
                    version: stored.version,
                    correlation: stored.correlation,
                    cause: stored.cause
                )
            )
        }
    }

    func visit<Row: View>(view resource: Resource<Row>) {}
    func visit<A: Aggregate>(
        aggregate resource: Resource<Register<A>>,
        _ commands: Commands<A>,
        _ questions: [Question<A>]
    ) {}
    func visit<A: Aggregate>(opening kind: A.Type, _ command: A.Command) {}
}
