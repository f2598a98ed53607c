/// One request, read to its end.
public struct HTTPRequest: Sendable {
    /// As sent, case and all: `GET`, `POST`, or any other token.
    public var method: String
    /// As sent, still percent-encoded, without the query. Begins with `/`, or is `*`.
    public var path: String
    /// What follows the first `?`, as sent. Nil when there is no `?`.
    public var query: String?
    public var fields: HTTPFields
    public var body: [UInt8]
    /// The port of ours that the client came in by. Tells apart businesses that share a process.
    public var localPort: UInt16

    public init(
        method: String,
        path: String,
        query: String? = nil,
        fields: HTTPFields = HTTPFields(),
        body: [UInt8] = [],
        localPort: UInt16 = 0
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.fields = fields
        self.body = body
        self.localPort = localPort
    }

    /// The parts of the path between its slashes, decoded. See `pathSegments(_:)`.
    public func segments() throws(HTTPTargetError) -> [String] { try pathSegments(path) }

    /// The pairs of the query, decoded. None without a query. See `HTTP.queryItems(_:)`.
    public func queryItems() throws(HTTPTargetError) -> [HTTPField] {
        guard let query else { return [] }
        return try HTTP.queryItems(query)
    }
}
