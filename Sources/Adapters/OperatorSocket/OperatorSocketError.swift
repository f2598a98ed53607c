/// Why an operator cannot be heard, or is not answered.
public enum OperatorSocketError: Error, Equatable, Sendable {
    /// The path has so many bytes; the system takes no more than `greatest`.
    case pathTooLong(String, bytes: Int, greatest: Int)
    /// Nobody listens there.
    case nobodyListens(String)
    /// The system has refused something, with its reason.
    case failed(String)
    /// What came is not what was agreed upon.
    case unreadable(String)
}

extension OperatorSocketError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .pathTooLong(let path, let bytes, let greatest):
            "the operator's socket '\(path)' has a path of \(bytes) bytes, and the system takes "
                + "\(greatest) at most: choose a shorter data folder"
        case .nobodyListens(let path): "nobody listens on '\(path)'"
        case .failed(let reason), .unreadable(let reason): reason
        }
    }
}
