import HTTP
import JSON
import Kit
import Runtime
import Wire

/// What a path behind a business leads to.
protocol Endpoint: Sendable {
    var business: String { get }
    var service: String { get }
    var path: String { get }
    var isRunning: Bool { get }

    /// The methods that are known there, for `Allow`.
    func methods(on target: Target) -> [String]
    /// Who would be asked, as far as method and path tell.
    func needs(_ method: String, on target: Target) -> Need
    func answer(_ call: Call, on target: Target)
}

/// Who has to be asked for an answer.
enum Need {
    case ledger
    case views
    /// Nobody: it is known at once.
    case nothing
}

/// Which part of a collection is meant.
enum Target: Sendable {
    case collection
    case item(Int64)
    case question(Int64, String)
}

/// Reads the rows of one view. Every answer that is under way holds it, and no copy of all this.
final class Reading<Row: View>: Sendable {
    let rendering: Rendering<Row>
    let hall: ViewHall
    let ledger: Ledger
    let view: Int

    init(rendering: Rendering<Row>, hall: ViewHall, ledger: Ledger, view: Int) {
        self.rendering = rendering
        self.hall = hall
        self.ledger = ledger
        self.view = view
    }

    private var columns: [(name: String, shape: Shape)] {
        rendering.columns.map { ($0.name, $0.shape) }
    }

    func links(_ call: Call) -> Links {
        Links(base: call.base, path: rendering.resource.path, item: rendering.resource.item)
    }

    func list(_ call: Call) {
        let page: PageRequest
        do {
            page = try PageRequest(try queryItems(of: call.request), columns: columns)
        } catch {
            return call.fail(error)
        }
        // Rows are found while nobody else is at the views; the answer is made of them afterwards.
        hall.visit(view, asOf: ledger.position, looking: .page(page.query)) { [self] result in
            let found = Result { try result.get().page(page.query) }
            return { [self] in answer(call, found, page) }
        }
    }

    private func answer(
        _ call: Call,
        _ found: Result<(rows: [ShownRow], total: Int64), any Error>,
        _ page: PageRequest
    ) {
        do {
            let (rows, total) = try found.get()
            call.answer(
                Reply(
                    status: 200,
                    contentType: "application/hal+json",
                    body: page.collection(rows, total: total, links: links(call))
                )
            )
        } catch {
            call.fail(error)
        }
    }

    func item(_ number: Int64, _ call: Call) {
        hall.visit(view, asOf: ledger.position, looking: .row) { [self] result in
            let found = Result { try result.get().row(number) }
            return { [self] in answer(call, found, number) }
        }
    }

    private func answer(
        _ call: Call,
        _ found: Result<(shown: [UInt8], version: Int64)?, any Error>,
        _ number: Int64
    ) {
        do {
            guard let row = try found.get() else {
                throw Problem.notFound("there is no \(rendering.resource.item) \(number)")
            }
            let tag = entityTag(row.version)
            if call.hasSeen(tag) {
                return call.answer(Reply(status: 304, entityTag: tag))
            }
            var body = row.shown
            let links = links(call)
            links.close(links.collection, number, &body)
            call.answer(
                Reply(
                    status: 200,
                    entityTag: tag,
                    contentType: "application/hal+json",
                    body: body
                )
            )
        } catch {
            call.fail(error)
        }
    }
}

/// What tells one version of an item from another.
func entityTag(_ version: Int64) -> String { "\"" + String(version) + "\"" }

/// The query of a request, or the problem with it.
func queryItems(of request: HTTPRequest) throws -> [HTTPField] {
    do { return try request.queryItems() } catch {
        throw Problem.unreadable("the query is not encoded properly")
    }
}

/// A collection that can only be read.
struct ViewEndpoint<Row: View>: Endpoint {
    let business: String
    let reading: Reading<Row>
    let isRunning: Bool

    var service: String { reading.rendering.resource.service }
    var path: String { reading.rendering.resource.path }

    func methods(on target: Target) -> [String] { ["GET", "HEAD", "OPTIONS"] }

    func needs(_ method: String, on target: Target) -> Need {
        if case .question = target { return .nothing }
        return method == "GET" || method == "HEAD" ? .views : .nothing
    }

    func answer(_ call: Call, on target: Target) {
        switch target {
        case .collection: reading.list(call)
        case .item(let number): reading.item(number, call)
        case .question: call.fail(Problem.notFound("there is nothing at this path"))
        }
    }
}
