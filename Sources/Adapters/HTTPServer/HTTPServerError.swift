/// Why a server did not start.
public enum HTTPServerError: Error, Equatable, CustomStringConvertible {
    /// The address is taken, forbidden, or none of this machine.
    case cannotListen(host: String, port: UInt16, reason: String)
    /// There are no threads or descriptors to be had.
    case cannotServe(reason: String)

    public var description: String {
        switch self {
        case .cannotListen(let host, let port, let reason):
            "cannot listen on \(host), port \(port): \(reason)"
        case .cannotServe(let reason): "cannot serve: \(reason)"
        }
    }
}
