public import Kit

/// A collection on the wire: its path, what its items show, and what may be asked of them.
public struct Resource<Row: View>: Sendable {
    /// The first segment of the path, as `reservations`. It names the list in collections, too.
    public let path: String
    /// What one of them is called in links, as `reservation`.
    public let item: String
    /// The service that answers there.
    public let service: String
    public let summary: String
    public let fields: [Field<Row>]

    public init(
        _ path: String,
        item: String,
        service: String,
        _ summary: String,
        fields: [Field<Row>]
    ) {
        self.path = path
        self.item = item
        self.service = service
        self.summary = summary
        self.fields = fields
    }
}

/// What a caller's words ask for: a command, and whom it is for (nil for a new one).
public struct Asking<A: Aggregate>: Sendable {
    public let identity: A.Identity?
    public let command: A.Command

    /// Asks one that may be there or not.
    public init(_ identity: A.Identity, _ command: A.Command) {
        self.identity = identity
        self.command = command
    }

    /// Asks for a new one.
    public init(new command: A.Command) {
        identity = nil
        self.command = command
    }
}

/// What may be asked of the items of a collection.
public struct Commands<A: Aggregate>: Sendable {
    /// POST: members → what is asked. Reading them needs nobody else; what they ask for may
    /// depend on how things stand where the call is understood.
    public struct Creation: Sendable {
        /// The second half of reading, on the ledger's thread. What it throws undoes the call.
        public typealias Reading = @Sendable (Place) throws -> Asking<A>

        public let inputs: [AnyInput]
        /// Whether old clients send it as a GET with a body.
        public let isAlsoRead: Bool
        public let read: @Sendable (Body) throws -> Reading

        public init(
            _ inputs: [AnyInput],
            isAlsoRead: Bool = false,
            read: @escaping @Sendable (Body) throws -> Reading
        ) {
            self.inputs = inputs
            self.isAlsoRead = isAlsoRead
            self.read = read
        }
    }

    /// PATCH and PUT: the members that differ from what the item shows → what is asked.
    public struct Change: Sendable {
        public let inputs: [AnyInput]
        public let commands: @Sendable (Body, A, Place) throws -> [A.Command]

        public init(
            _ inputs: [AnyInput],
            commands: @escaping @Sendable (Body, A, Place) throws -> [A.Command]
        ) {
            self.inputs = inputs
            self.commands = commands
        }
    }

    /// POST; nil where nothing can be created.
    public let creation: Creation?
    /// PATCH and PUT; nil where nothing can be changed.
    public let change: Change?
    /// DELETE; nil where nothing can be cancelled.
    public let cancellation: A.Command?

    public init(
        creation: Creation? = nil,
        change: Change? = nil,
        cancellation: A.Command? = nil
    ) {
        self.creation = creation
        self.change = change
        self.cancellation = cancellation
    }
}

/// A question to one item that is answered from how things stand now, as `shops/1/slots`.
public struct Question<A: Aggregate>: Sendable {
    /// The segment behind the item's number.
    public let name: String
    public let summary: String
    public let inputs: [AnyInput]
    public let answerShape: Shape
    public let answer: @Sendable (A, A.Identity, Body, Place) throws -> Document

    public init(
        _ name: String,
        _ summary: String,
        inputs: [AnyInput],
        shape: Shape,
        answer: @escaping @Sendable (A, A.Identity, Body, Place) throws -> Document
    ) {
        self.name = name
        self.summary = summary
        self.inputs = inputs
        answerShape = shape
        self.answer = answer
    }
}

/// How a business appears on the wire: a list of collections with their types put away.
public struct WireMap: Sendable {
    /// The name of the business whose map it is.
    public let business: String
    let entries: [@Sendable (any WireVisitor) -> Void]
    /// The port of each service, where services listen on ports of their own.
    public let ports: [(service: String, port: UInt16)]

    public init(
        _ business: String,
        ports: [(service: String, port: UInt16)],
        @WireMapBuilder entries: () -> [WireEntry]
    ) {
        self.business = business
        self.ports = ports
        self.entries = entries().map(\.accept)
    }

    /// Shows the visitor every entry with its types.
    public func show(to visitor: any WireVisitor) {
        for entry in entries { entry(visitor) }
    }
}

/// One collection of a business on the wire.
public struct WireEntry: Sendable {
    let accept: @Sendable (any WireVisitor) -> Void

    /// A collection that can only be read.
    public static func view<Row: View>(_ resource: Resource<Row>) -> WireEntry {
        WireEntry { $0.visit(view: resource) }
    }

    /// The aggregates of one kind.
    public static func aggregate<A: Aggregate>(
        _ resource: Resource<Register<A>>,
        _ commands: Commands<A>,
        questions: [Question<A>] = []
    ) -> WireEntry {
        WireEntry { $0.visit(aggregate: resource, commands, questions) }
    }

    /// How the events of one kind are told to the world.
    public static func publication<A: Aggregate>(_ publication: Publication<A>) -> WireEntry {
        WireEntry { $0.visit(publication: publication) }
    }

    /// What is asked at the first start, so that nobody finds an empty house: only as long as
    /// nothing of its kind is there.
    public static func opening<A: Aggregate>(_ kind: A.Type, _ command: A.Command) -> WireEntry {
        WireEntry { $0.visit(opening: kind, command) }
    }
}

/// A list of entries, checked by the compiler.
@resultBuilder
public enum WireMapBuilder {
    public static func buildBlock(_ entries: WireEntry...) -> [WireEntry] { entries }
}

/// Someone who wants to see the entries of a map with their types.
public protocol WireVisitor: AnyObject {
    func visit<Row: View>(view resource: Resource<Row>)
    func visit<A: Aggregate>(
        aggregate resource: Resource<Register<A>>,
        _ commands: Commands<A>,
        _ questions: [Question<A>]
    )
    func visit<A: Aggregate>(publication: Publication<A>)
    func visit<A: Aggregate>(opening kind: A.Type, _ command: A.Command)
}

/// How an event is told to the world.
public struct Published: Equatable, Sendable {
    /// The name that consumers know, as `ReservationPlaced`.
    public let type: String
    public let members: [Document.Member]

    public init(_ type: String, _ members: [Document.Member]) {
        self.type = type
        self.members = members
    }
}

/// How the events of one kind are told to the world.
public struct Publication<A: Aggregate>: Sendable {
    /// The topic under which consumers find it.
    public let topic: String
    public let tell: @Sendable (Fact<A>) -> Published

    public init(_ kind: A.Type, topic: String, tell: @escaping @Sendable (Fact<A>) -> Published) {
        self.topic = topic
        self.tell = tell
    }
}
