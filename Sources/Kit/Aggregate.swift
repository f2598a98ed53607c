/// The guardian of one consistency boundary: answers a command with events, or refuses it.
///
/// Law: `decide` and `evolve` are functions of their arguments alone. The same history and the same
/// command give the same answer on every machine, today and in ten years.
public protocol Aggregate: Codable, Equatable, Sendable {
    /// By default a number that the runtime gives, counting from 1.
    associatedtype Identity: AggregateIdentity = ID<Self>
    associatedtype Command: Message
    associatedtype Event: Message
    associatedtype Refusal: Error, Equatable, Sendable, RawRepresentable
    where Refusal.RawValue == String

    /// The stored name of this kind. It is a schema: once facts are stored under it, it stays.
    static var name: String { get }

    /// What its events were in former versions of this code. Facts are never written anew.
    static var formerly: Formerly<Event> { get }

    /// How things stand before anything has happened.
    init()

    /// Says what a command leads to. Pure: no clock, no randomness, no I/O.
    /// A command that finds things already so answers with no event.
    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event]

    /// Takes one event into account. Cannot fail: what has happened has happened.
    mutating func evolve(_ event: Event)
}

extension Aggregate {
    public static var name: String { "\(Self.self)" }
    public static var formerly: Formerly<Event> { Formerly() }

    /// The version of the events as this code writes them: one more than there were before.
    public static var schemaVersion: Int { formerly.count + 1 }

    /// How things stand after this history.
    public init(replaying history: some Sequence<Event>) {
        self = history.reduce(into: Self()) { state, event in state.evolve(event) }
    }
}
