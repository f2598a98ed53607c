/// One business: a list of services, each with data of its own.
public struct Business: Sendable {
    /// Stored in front of the names of its parts: it stays.
    public let name: String
    public let services: [Service]

    public init(_ name: String, @ServiceListBuilder services: () -> [Service]) {
        self.name = name
        self.services = services()
    }
}

/// A bounded context of a business. The unit that can be deployed alone.
public struct Service: Sendable {
    /// Stored in front of the names of its parts: it stays.
    public let name: String
    public let parts: [Part]

    public init(_ name: String, @PartListBuilder parts: () -> [Part]) {
        self.name = name
        self.parts = parts()
    }
}

/// Something that a service consists of, with its type put away.
public enum Part: Sendable {
    case aggregate(any Aggregate.Type)
    case policy(any Policy)
    case view(any View.Type)
}

/// A list of aggregates, policies and views, checked by the compiler.
@resultBuilder
public enum PartListBuilder {
    public static func buildExpression<A: Aggregate>(_ type: A.Type) -> Part { .aggregate(type) }
    public static func buildExpression<V: View>(_ type: V.Type) -> Part { .view(type) }
    public static func buildExpression(_ policy: some Policy) -> Part { .policy(policy) }
    public static func buildBlock(_ parts: Part...) -> [Part] { parts }
}

/// A list of services.
@resultBuilder
public enum ServiceListBuilder {
    public static func buildBlock(_ services: Service...) -> [Service] { services }
}
