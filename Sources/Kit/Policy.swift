/// A command on its way to one aggregate, with the type of its target put away: whoever passes it
/// on, by the thousand, looks no type up.
///
/// `@unchecked Sendable`: nothing of it or of its one subclass ever changes.
public class AnyRequest: @unchecked Sendable {
    /// Who is asked. Nil asks for a new aggregate, to which the runtime gives the next number.
    public final let key: Key?

    /// Nil means now.
    public final let due: Instant?

    @usableFromInline
    init(key: Key?, due: Instant?) {
        self.key = key
        self.due = due
    }
}

/// A command on its way to one aggregate, now or later.
public final class Request<Target: Aggregate>: AnyRequest, Equatable, @unchecked Sendable {
    public let command: Target.Command

    @usableFromInline
    init(key: Key?, command: Target.Command, due: Instant?) {
        self.command = command
        super.init(key: key, due: due)
    }

    /// Who is asked. Nil asks for a new aggregate, to which the runtime gives the next number.
    public var target: Target.Identity? { key.flatMap(Target.Identity.init(key:)) }

    /// Asks this one, now or at its time. What is due already is asked now.
    @inlinable
    public static func ask(
        _ target: Target.Identity,
        to command: Target.Command,
        at due: Instant? = nil
    ) -> Request {
        Request(key: target.key, command: command, due: due)
    }

    public static func == (a: Request, b: Request) -> Bool {
        a.key == b.key && a.command == b.command && a.due == b.due
    }
}

extension Request where Target.Identity == ID<Target> {
    /// Asks for a new one of its kind.
    @inlinable
    public static func new(_ command: Target.Command) -> Request {
        Request(key: nil, command: command, due: nil)
    }
}

/// When a policy acts.
public enum Timing: Sendable {
    /// Within the caller's request: what it asks must succeed, or nothing has happened. A refusal
    /// of its target becomes the caller's refusal.
    case immediate
    /// After the caller's request: at least once in, once in effect, in the order of the facts of
    /// one subject.
    case eventual
}

/// Whenever this happens, that must follow. It asks; it does nothing itself.
public protocol Policy: Sendable {
    associatedtype Subject: Aggregate
    associatedtype Target: Aggregate

    /// The stored name of this policy. It is a schema: the memory of what it has done hangs on it.
    static var name: String { get }
    static var timing: Timing { get }

    func react(to fact: Fact<Subject>) -> [Request<Target>]

    /// The same for a policy that looks something up before it asks. What it may look up belongs to
    /// the service that runs it. See ``InformedPolicy``.
    func react(to fact: Fact<Subject>, knowing lookup: some Lookup) -> [Request<Target>]
}

extension Policy {
    public static var name: String { "\(Self.self)" }
    public static var timing: Timing { .eventual }

    public func react(to fact: Fact<Subject>, knowing lookup: some Lookup) -> [Request<Target>] {
        react(to: fact)
    }
}

/// The present state of other aggregates of one's own service, to be read, never to be changed.
public protocol Lookup {
    /// Nil when nothing has happened to it yet, or when another service guards it.
    func current<A: Aggregate>(_ kind: A.Type, _ identity: A.Identity) -> A?
}

/// A policy that looks something up before it asks: it says what to do in `react(to:knowing:)`.
public protocol InformedPolicy: Policy {
    func react(to fact: Fact<Subject>, knowing lookup: some Lookup) -> [Request<Target>]
}

extension InformedPolicy {
    public func react(to fact: Fact<Subject>) -> [Request<Target>] {
        react(to: fact, knowing: NothingKnown())
    }
}

/// A lookup that finds nothing.
public struct NothingKnown: Lookup {
    public init() {}

    public func current<A: Aggregate>(_ kind: A.Type, _ identity: A.Identity) -> A? { nil }
}
