/// What goes back to the client.
///
/// The server adds `Date`, `Content-Length`, `Connection` and `X-Content-Type-Options`. It sends no
/// `Content-Length` or `Transfer-Encoding` of yours, nor a field whose name or value could break
/// the message; and no body with 204, 304 or in answer to `HEAD`.
public struct HTTPResponse: Sendable, Equatable {
    /// 200 to 599. Anything else is sent as 500.
    public var status: Int
    public var fields: [HTTPField]
    public var body: [UInt8]

    public init(status: Int, fields: [HTTPField] = [], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}
