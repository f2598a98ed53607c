public import HTTP
import Runtime

extension HTTPParts {
    static let ledger = HTTPParts(rawValue: 1)
    static let views = HTTPParts(rawValue: 2)
}

extension RESTService {
    /// A decision takes several times what a refusal does. So while the server cannot even read
    /// what comes, the ledger decides what it has, and gets no more.
    public func crowdedParts(isPressed: Bool) -> HTTPParts {
        var crowded: HTTPParts = []
        if isPressed || operations.ledger.door.isCrowded { crowded.insert(.ledger) }
        if operations.hall.door.isCrowded { crowded.insert(.views) }
        return crowded
    }

    /// Health, figures and everything that is known at once are answered whatever the crowd, and
    /// what is wrong in itself hears what is wrong with it.
    public func neededParts(method: String, path: String, localPort: UInt16) -> HTTPParts {
        switch need(method, path, localPort) {
        case .ledger: .ledger
        case .views: .views
        case .nothing: []
        }
    }

    public func hasTurnedAway(from parts: HTTPParts) {
        if parts.contains(.ledger) { operations.ledger.door.turnAway() }
        if parts.contains(.views) { operations.hall.door.turnAway() }
    }

    static func collections(
        _ endpoints: [String: [String: any Endpoint]],
        _ rootBusiness: String?
    ) -> [String: Route] {
        var collections: [String: Route] = [:]
        for (business, paths) in endpoints {
            for (path, endpoint) in paths {
                func route(behind prefix: String) -> Route {
                    Route(
                        endpoint: endpoint,
                        target: .collection,
                        prefix: prefix,
                        operation: "/\(business)/\(path)"
                    )
                }
                collections["/\(business)/\(path)"] = route(behind: "/\(business)")
                if business == rootBusiness { collections["/\(path)"] = route(behind: "") }
            }
        }
        return collections
    }

    private func need(_ method: String, _ path: String, _ port: UInt16) -> Need {
        if ports[port] == nil, let endpoint = collections[path]?.endpoint {
            return endpoint.isRunning ? endpoint.needs(method, on: .collection) : .nothing
        }
        guard let segments = try? pathSegments(path), let route = try? route(segments, on: port),
            route.endpoint.isRunning
        else { return .nothing }
        return route.endpoint.needs(method, on: route.target)
    }
}
