/// A command on its way to one aggregate, now or later.
public struct Request<Target: Aggregate>: Equatable, Sendable {
    /// Held by reference, as what a ``Fact`` says is.
    private let content: Content

    private final class Content: Sendable {
        let target: Target.Identity?
        let command: Target.Command
        let due: Instant?

        init(target: Target.Identity?, command: Target.Command, due: Instant?) {
            self.target = target
            self.command = command
            self.due = due
        }
    }

    fileprivate init(target: Target.Identity?, command: Target.Command, due: Instant?) {
        content = Content(target: target, command: command, due: due)
    }

    /// Nil asks for a new aggregate, to which the runtime gives the next number.
    public var target: Target.Identity? { content.target }
    public var command: Target.Command { content.command }

    /// Nil means now.
    public var due: Instant? { content.due }

    /// Asks this one, now or at its time. What is due already is asked now.
    public static func ask(
        _ target: Target.Identity,
        to command: Target.Command,
        at due: Instant? = nil
    ) -> Self {
        Self(target: target, command: command, due: due)
    }

    public static func == (a: Self, b: Self) -> Bool {
        a.target == b.target && a.command == b.command && a.due == b.due
    }
}

extension Request where Target.Identity == ID<Target> {
    /// Asks for a new one of its kind.
    public static func new(_ command: Target.Command) -> Self {
        Self(target: nil, command: command, due: nil)
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
