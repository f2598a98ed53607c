public import HTTP
import Kit
public import Runtime
public import Wire

/// Which services answer on a port, and how their paths begin there.
public struct Entrance: Sendable {
    /// Nil for all of them.
    public var service: String?

    public init(service: String? = nil) { self.service = service }

    /// The one entrance to everything.
    public static let gateway = Entrance()
}

/// Whether the process wants to be called.
public protocol Readiness: Sendable {
    /// Why it does not; nil when it does.
    var reasonNotReady: String? { get }
}

/// All businesses of a process over HTTP: routes, links, refusals.
public struct RESTService: HTTPResponder {
    let endpoints: [String: [String: any Endpoint]]
    /// The one whose paths are at the root, too; nil when there are several.
    let rootBusiness: String?
    let ports: [UInt16: Entrance]
    /// What is found at the gateway by a path as it is mostly sent, without reading it.
    let collections: [String: Route]
    let operations: Operations
    let clock: any Clock

    /// - Parameters:
    ///   - ports: What answers on ports of their own; everything answers on any other port.
    ///   - allocatedBytes: How much memory is in use; nil where the allocator does not say.
    public init(
        _ maps: [WireMap],
        ledger: Ledger,
        hall: ViewHall,
        zones: any TimeZones,
        clock: any Clock,
        ports: [UInt16: Entrance],
        readiness: any Readiness,
        allocatedBytes: @escaping @Sendable () -> Int? = { nil }
    ) throws {
        var endpoints: [String: [String: any Endpoint]] = [:]
        var documents: [OpenAPI.Section] = []
        for map in maps {
            let collector = EndpointCollector(
                business: map.business,
                ledger: ledger,
                hall: hall,
                zones: zones
            )
            map.show(to: collector)
            if let error = collector.failure { throw error }
            endpoints[map.business] = collector.endpoints
            documents += collector.sections
        }
        self.endpoints = endpoints
        rootBusiness = maps.count == 1 ? maps.first?.business : nil
        self.ports = ports
        collections = Self.collections(endpoints, rootBusiness)
        self.clock = clock
        operations = Operations(
            ledger: ledger,
            hall: hall,
            clock: clock,
            readiness: readiness,
            openAPI: OpenAPI(
                sections: documents,
                rootBusiness: rootBusiness,
                zones: zones.names
            ),
            allocatedBytes: allocatedBytes
        )
    }

    /// The views that the maps want to be kept.
    public static func views(of maps: [WireMap]) -> [ViewDefinition] {
        maps.flatMap { map in
            let collector = ViewCollector(business: map.business)
            map.show(to: collector)
            return collector.definitions
        }
    }

    public func refusal(
        status: Int,
        detail: String,
        path: String,
        origin: String?
    ) -> HTTPResponse {
        let word =
            switch status {
            case 400: "malformed"
            case 408: "too-slow"
            case 413: "too-large"
            case 414: "target-too-long"
            case 431: "headers-too-large"
            case 503: "unavailable"
            case 505: "version-not-supported"
            default: "refused"
            }
        let fields = status == 503 ? [HTTPField("Retry-After", "1")] : []
        let problem = Problem(status: status, word: word, detail: detail, fields: fields)
        return problem.response(path: path, at: clock.now()).shared(with: origin)
    }

    public func respond(to request: HTTPRequest, reply: HTTPReply) {
        let origin = request.fields["Origin"]
        var call = Call(
            request: request,
            reply: reply,
            base: Base(),
            operation: request.path,
            now: clock.now(),
            origin: origin
        )
        do {
            let route: Route
            if let known = known(request.path, on: request.localPort) {
                route = known
            } else {
                let segments: [String]
                do { segments = try request.segments() } catch {
                    throw Problem.unreadable("the path is not encoded properly")
                }
                if let response = try operations.answer(request, segments) {
                    return call.answer(response)
                }
                route = try self.route(segments, on: request.localPort)
            }
            call = Call(
                request: request,
                reply: reply,
                base: Base(host: request.fields["Host"] ?? "", prefix: route.prefix),
                operation: route.operation,
                now: call.now,
                origin: origin
            )
            try answer(call, route)
        } catch {
            call.fail(error)
        }
    }

    /// By reference: who is only asked what a path needs would copy all of it.
    final class Route: Sendable {
        let endpoint: any Endpoint
        let target: Target
        let prefix: String
        let operation: String

        init(endpoint: any Endpoint, target: Target, prefix: String, operation: String) {
            self.endpoint = endpoint
            self.target = target
            self.prefix = prefix
            self.operation = operation
        }
    }

    /// A collection by its path as it is mostly sent, without taking that apart.
    private func known(_ path: String, on port: UInt16) -> Route? {
        ports[port] == nil ? collections[path] : nil
    }

    func route(_ segments: [String], on port: UInt16) throws -> Route {
        var rest = segments[...]
        if rest.last == "" { rest = rest.dropLast() }
        let entrance = ports[port] ?? .gateway
        var prefix = ""
        var business = rootBusiness
        if let first = rest.first, endpoints[first] != nil {
            business = first
            prefix = "/\(first)"
            rest = rest.dropFirst()
        }
        guard let business, let path = rest.first, let endpoint = endpoints[business]?[path],
            entrance.service == nil || entrance.service == endpoint.service
        else { throw Problem.notFound("there is nothing at this path") }
        let target = try target(rest.dropFirst())
        let operation = "/" + ([business] + rest).joined(separator: "/")
        return Route(endpoint: endpoint, target: target, prefix: prefix, operation: operation)
    }

    private func target(_ rest: ArraySlice<String>) throws -> Target {
        guard let first = rest.first else { return .collection }
        guard rest.count <= 2, let number = Int64(first), number >= 1, "\(number)" == first else {
            throw Problem.notFound("there is nothing at this path")
        }
        guard let question = rest.dropFirst().first else { return .item(number) }
        return .question(number, question)
    }

    private func answer(_ call: Call, _ route: Route) throws {
        let endpoint = route.endpoint
        let methods = endpoint.methods(on: route.target)
        if call.request.method == "OPTIONS" {
            return call.answer(Self.options(call.request, methods))
        }
        guard methods.contains(call.request.method) else {
            throw Problem.methodNotAllowed(call.request.method, methods)
        }
        guard endpoint.isRunning else { throw Failure.unreachable(service: endpoint.service) }
        endpoint.answer(call, on: route.target)
    }

    /// Says what is possible; to a browser that asks on behalf of a page, as it wants to hear it.
    static func options(_ request: HTTPRequest, _ methods: [String]) -> HTTPResponse {
        let allow = HTTPField("Allow", methods.joined(separator: ", "))
        var fields = [allow]
        if request.fields["Access-Control-Request-Method"] != nil {
            fields.append(HTTPField("Access-Control-Allow-Methods", allow.value))
            fields.append(HTTPField("Access-Control-Max-Age", "600"))
            if let asked = request.fields["Access-Control-Request-Headers"] {
                fields.append(HTTPField("Access-Control-Allow-Headers", asked))
            }
        }
        return HTTPResponse(status: 204, fields: fields)
    }
}

/// Gathers the endpoints of one business.
private final class EndpointCollector: WireVisitor {
    let business: String
    let ledger: Ledger
    let hall: ViewHall
    let zones: any TimeZones
    var endpoints: [String: any Endpoint] = [:]
    var sections: [OpenAPI.Section] = []
    var failure: (any Error)?

    init(business: String, ledger: Ledger, hall: ViewHall, zones: any TimeZones) {
        self.business = business
        self.ledger = ledger
        self.hall = hall
        self.zones = zones
    }

    private func reading<Row: View>(_ resource: Resource<Row>) throws -> Reading<Row> {
        let rendering = Rendering(resource: resource)
        guard let view = hall.view(named: rendering.schema(in: business).name) else {
            throw Failure.unknownKind(Row.name)
        }
        return Reading(rendering: rendering, hall: hall, ledger: ledger, view: view)
    }

    func visit<Row: View>(view resource: Resource<Row>) {
        do {
            endpoints[resource.path] = ViewEndpoint(
                business: business,
                reading: try reading(resource),
                isRunning: ledger.isRunning(service: resource.service, of: business)
            )
            sections.append(OpenAPI.Section(resource, of: business))
        } catch { failure = error }
    }

    func visit<A: Aggregate>(
        aggregate resource: Resource<Register<A>>,
        _ commands: Commands<A>,
        _ questions: [Question<A>]
    ) {
        do {
            endpoints[resource.path] = AggregateEndpoint(
                business: business,
                reading: try reading(resource),
                commands: commands,
                questions: questions,
                guarded: try ledger.guarded(A.self, in: business),
                zones: zones
            )
            sections.append(
                OpenAPI.Section(resource, of: business, commands, questions: questions)
            )
        } catch { failure = error }
    }

    func visit<A: Aggregate>(publication: Publication<A>) {}
    func visit<A: Aggregate>(opening kind: A.Type, _ command: A.Command) {}
}

/// Gathers the views of one business.
private final class ViewCollector: WireVisitor {
    let business: String
    var definitions: [ViewDefinition] = []

    init(business: String) { self.business = business }

    func visit<Row: View>(view resource: Resource<Row>) {
        let rendering = Rendering(resource: resource)
        let painter = rendering.painter
        definitions.append(
            ViewDefinition(
                Row.self,
                of: resource.service,
                in: business,
                schema: rendering.schema(in: business),
                // The row where it lies: a copy would count all that it holds.
                show: { row, stored in
                    withUnsafeMutablePointer(to: &row) {
                        painter.show(UnsafeRawPointer($0), &stored)
                    }
                }
            )
        )
    }

    func visit<A: Aggregate>(
        aggregate resource: Resource<Register<A>>,
        _ commands: Commands<A>,
        _ questions: [Question<A>]
    ) { visit(view: resource) }

    func visit<A: Aggregate>(publication: Publication<A>) {}
    func visit<A: Aggregate>(opening kind: A.Type, _ command: A.Command) {}
}
