import Kit

@testable import HairShop
@testable import Runtime

/// What the facts of one kind say, read one by one, by nobody else's code but the aggregate's own.
class AnyShelf {
    let name: String

    init(_ name: String) { self.name = name }

    /// In the order in which they appeared.
    var members: [Int64] { [] }
    func take(_ stored: StoredFact, called key: Key?) throws {}
    func version(_ number: Int64) -> Int64 { 0 }
    /// How one stood at a version; nil when it never was there.
    func encodedState(_ number: Int64, at version: Int64) -> [UInt8]? { nil }
    /// The row of the plainest view of it, at a version.
    func encodedRow(_ number: Int64, at version: Int64) -> [UInt8]? { nil }
}

final class Shelf<A: Aggregate>: AnyShelf {
    private(set) var facts: [Fact<A>] = []
    private(set) var states: [Int64: A] = [:]
    private var streams: [Int64: [A.Event]] = [:]
    private var numbers: [Key: Int64] = [:]
    private var order: [Int64] = []
    private var identities: [Int64: A.Identity] = [:]
    private let rule: (Fact<A>, A) throws -> Void

    init(_ type: A.Type, rule: @escaping (Fact<A>, A) throws -> Void = { _, _ in }) {
        self.rule = rule
        super.init(A.name)
    }

    subscript(_ number: Int64) -> A? { states[number] }

    /// By what others call it.
    func called(_ identity: A.Identity) -> A? { numbers[identity.key].flatMap { states[$0] } }

    func identity(of number: Int64) -> A.Identity? { identities[number] }

    override var members: [Int64] { order }

    override func version(_ number: Int64) -> Int64 { Int64(streams[number]?.count ?? 0) }

    override func encodedState(_ number: Int64, at version: Int64) -> [UInt8]? {
        state(number, at: version).map { encoded($0) }
    }

    override func encodedRow(_ number: Int64, at version: Int64) -> [UInt8]? {
        guard let identity = identities[number], let state = state(number, at: version) else {
            return nil
        }
        return encoded(Register<A>(identity: identity, state: state))
    }

    private func state(_ number: Int64, at version: Int64) -> A? {
        guard let events = streams[number], version > 0, version <= Int64(events.count) else {
            return nil
        }
        if version == Int64(events.count) { return states[number] }
        return A(replaying: events.prefix(Int(version)))
    }

    override func take(_ stored: StoredFact, called key: Key?) throws {
        let number = stored.stream.number
        guard stored.version == version(number) + 1 else {
            throw Violation(
                .noGaps,
                "\(name) \(number) has version \(stored.version) behind \(version(number))"
            )
        }
        let identity = try identity(of: stored, called: key)
        let fact = Fact<A>(
            try StoredEvents<A>().event(of: stored),
            of: identity,
            number: number,
            at: stored.time,
            id: FactID(stored.position),
            version: stored.version,
            correlation: stored.correlation,
            cause: stored.cause
        )
        if streams[number] == nil { order.append(number) }
        streams[number, default: []].append(fact.event)
        states[number, default: A()].evolve(fact.event)
        facts.append(fact)
        if let state = states[number] { try rule(fact, state) }
    }

    private func identity(of stored: StoredFact, called key: Key?) throws -> A.Identity {
        let number = stored.stream.number
        if let known = identities[number] { return known }
        let key = A.Identity.self == ID<A>.self ? .number(number) : key
        guard let key, let identity = A.Identity(key: key) else {
            throw Violation(.nothingIsLost, "nobody knows what \(name) \(number) is called")
        }
        if let other = numbers.updateValue(number, forKey: key) {
            throw Violation(
                .nothingIsDoubled,
                "\(name) \(other) and \(number) are both called \(key)"
            )
        }
        identities[number] = identity
        return identity
    }
}
