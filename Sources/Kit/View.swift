/// One row of an answer prepared in advance: it evolves with facts, and never decides.
///
/// Law: a row is a function of the facts of its sources, in their order. Built again from the first
/// fact, a view is what it was, row for row.
public protocol View: Codable, Writable, Equatable, Sendable {
    /// The stored name of this view.
    static var name: String { get }

    /// Whether a row is made of the facts of one subject alone, in order and under its number.
    /// Such a row can be made again from them at any time, and is not kept beside what it shows.
    static var isItsSubject: Bool { get }

    /// A row before anything has happened.
    init()

    /// The facts that this view looks at.
    static var sources: [Source<Self>] { get }
}

extension View {
    public static var name: String { "\(Self.self)" }
    public static var isItsSubject: Bool { false }
}

/// One kind of facts that a view looks at: which row they belong to, and what they change there.
public struct Source<Row: View>: Sendable {
    private let accept: @Sendable (any SourceVisitor<Row>) -> Void

    /// - Parameters:
    ///   - subject: The kind of aggregate whose facts are looked at.
    ///   - row: The number of the row; nil for a fact that concerns no row.
    ///   - evolve: Takes one fact into account.
    public init<Subject: Aggregate>(
        _ subject: Subject.Type,
        row: @escaping @Sendable (Fact<Subject>) -> Int64?,
        evolve: @escaping @Sendable (inout Row, Fact<Subject>) -> Void
    ) {
        accept = { $0.visit(subject, row: row, evolve: evolve) }
    }

    /// Shows the visitor what this source looks at, with its types.
    public func show(to visitor: any SourceVisitor<Row>) { accept(visitor) }
}

/// Someone who wants to see the sources of a view with their types.
public protocol SourceVisitor<Row> {
    associatedtype Row: View

    func visit<Subject: Aggregate>(
        _ subject: Subject.Type,
        row: @escaping @Sendable (Fact<Subject>) -> Int64?,
        evolve: @escaping @Sendable (inout Row, Fact<Subject>) -> Void
    )
}

/// The plainest view of a kind: how each of its aggregates stands now.
public struct Register<Subject: Aggregate>: View {
    private var key: Key?
    public private(set) var state = Subject()

    public init() {}

    public init(identity: Subject.Identity, state: Subject) {
        key = identity.key
        self.state = state
    }

    /// Nil before anything has happened.
    public var identity: Subject.Identity? { key.flatMap(Subject.Identity.init(key:)) }

    public static var name: String { Subject.name }
    public static var isItsSubject: Bool { true }

    public static var sources: [Source<Self>] {
        [
            Source(
                Subject.self,
                row: { $0.number },
                evolve: { row, fact in
                    if row.key == nil { row.key = fact.subject.key }
                    row.state.evolve(fact.event)
                }
            )
        ]
    }
}
