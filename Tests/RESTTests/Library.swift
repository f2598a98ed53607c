import Kit
import Wire

/// A book that can be lent to one reader.
struct Book: Aggregate {
    private(set) var title = ""
    private(set) var pages: Int64 = 0
    private(set) var isGone = false

    init() {}

    enum Command: Message {
        case add(title: String, pages: Int64)
        case rename(title: String)
        case recount(pages: Int64)
        case discard
    }

    enum Event: Message {
        case added(title: String, pages: Int64)
        case renamed(title: String)
        case recounted(pages: Int64)
        case discarded
    }

    enum Refusal: String, Error { case alreadyGone, titleTaken }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        if isGone, command != .discard { throw .alreadyGone }
        switch command {
        case .add(let title, let pages):
            guard title != "taken" else { throw .titleTaken }
            return [.added(title: title, pages: pages)]
        case .rename(let title):
            guard title != "taken" else { throw .titleTaken }
            return title == self.title ? [] : [.renamed(title: title)]
        case .recount(let pages): return pages == self.pages ? [] : [.recounted(pages: pages)]
        case .discard: return isGone ? [] : [.discarded]
        }
    }

    mutating func evolve(_ event: Event) {
        switch event {
        case .added(let title, let pages): (self.title, self.pages) = (title, pages)
        case .renamed(let title): self.title = title
        case .recounted(let pages): self.pages = pages
        case .discarded: isGone = true
        }
    }
}

/// A shelf that can be set up and looked at, but neither changed nor taken away.
struct Shelf: Aggregate {
    private(set) var label: String?

    init() {}

    enum Command: Message { case label(text: String) }
    enum Event: Message { case labelled(text: String) }
    enum Refusal: String, Error { case never }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .label(let text): [.labelled(text: text)]
        }
    }

    mutating func evolve(_ event: Event) {
        switch event {
        case .labelled(let text): label = text
        }
    }
}

/// What visitors see of the books.
struct Catalogue: View {
    private(set) var title = ""

    static let sources = [
        Source<Catalogue>(
            Book.self,
            row: { $0.number },
            evolve: { row, fact in
                if case .added(let title, _) = fact.event { row.title = title }
            }
        )
    ]
}

func library(_ name: String) -> Business {
    Business(name) {
        Service("books") { Book.self }
        Service("hall") {
            Shelf.self
            Catalogue.self
        }
    }
}

func libraryOnTheWire(_ name: String) -> WireMap {
    WireMap(name, ports: [("books", 9_001), ("hall", 9_002)]) {
        WireEntry.aggregate(books, bookCommands, questions: [thickness])
        WireEntry.aggregate(shelves, shelfCommands)
        WireEntry.view(catalogues)
    }
}

private let title = Input<String>.text("title", upTo: 20, isRequired: true, "The title")
private let newTitle = Input<String>.text("title", upTo: 20, "The title")
private let pages = Input<Int64>.integer("pages", in: 1...2_000, "How many pages")

private let books = Resource<Register<Book>>(
    "books",
    item: "book",
    service: "books",
    "Books",
    fields: [
        Field("id", .number, "Its number") { _, number in .integer(number) },
        Field("title", .text, finding: .indexed, "Its title") { row, _ in .text(row.state.title) },
        Field("pages", .integer(1...2_000), finding: .sortable, "Its pages") { row, _ in
            .integer(row.state.pages)
        },
        Field("gone", .boolean, "Whether it is gone") { row, _ in .boolean(row.state.isGone) },
    ]
)

private let bookCommands = Commands<Book>(
    creation: .init([AnyInput(title), AnyInput(pages)], isAlsoRead: true) { body in
        let command = Book.Command.add(
            title: try body.required(title),
            pages: try body(pages) ?? 100
        )
        return { _ in Asking(new: command) }
    },
    change: .init([AnyInput(newTitle), AnyInput(pages)]) { body, _, _ in
        var commands: [Book.Command] = []
        if let title = try body(newTitle) { commands.append(.rename(title: title)) }
        if let count = try body(pages) { commands.append(.recount(pages: count)) }
        return commands
    },
    cancellation: .discard
)

private let thickness = Question<Book>(
    "thickness",
    "How thick it is",
    inputs: [AnyInput(pages)],
    shape: .integer(0...10_000)
) { book, _, body, _ in
    .object([.init("millimetres", .integer(book.pages / (try body(pages) ?? 10)))])
}

private let shelves = Resource<Register<Shelf>>(
    "shelves",
    item: "shelf",
    service: "hall",
    "Shelves",
    fields: [
        Field("label", .text, "Its label") { row, _ in row.state.label.map(Document.text) }
    ]
)

private let shelfCommands = Commands<Shelf>(
    creation: .init([AnyInput(title)]) { body in
        let text = try body.required(title)
        return { _ in Asking(new: .label(text: text)) }
    }
)

private let catalogues = Resource<Catalogue>(
    "catalogues",
    item: "catalogue",
    service: "hall",
    "What visitors see",
    fields: [
        Field("title", .text, finding: .sortable, "Its title") { row, _ in .text(row.title) }
    ]
)
