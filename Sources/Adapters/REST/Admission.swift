import HTTP
import Runtime

extension RESTService {
    /// Whether what would have to be asked has more to do than it can do in bearable time.
    ///
    /// Health, figures and everything that is known at once are answered whatever the crowd, and
    /// what is wrong in itself hears what is wrong with it.
    ///
    /// A decision takes several times what a refusal does. So while the server cannot even read
    /// what comes, the ledger decides what it has, and gets no more.
    public func turnsAway(
        method: String,
        path: String,
        localPort: UInt16,
        isPressed: Bool
    ) -> Bool {
        let (ledger, views) = (operations.ledger.door, operations.hall.door)
        let crowded = (ledger: isPressed || ledger.isCrowded, views: views.isCrowded)
        guard crowded.ledger || crowded.views else { return false }
        switch need(method, path, localPort) {
        case .ledger where crowded.ledger:
            ledger.turnAway()
            return true
        case .views where crowded.views:
            views.turnAway()
            return true
        case .ledger, .views, .nothing:
            return false
        }
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
