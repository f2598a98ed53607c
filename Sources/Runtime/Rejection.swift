import Kit

/// The business said no.
public struct Refused: Error, Equatable, Sendable {
    public let service: String
    public let aggregate: String
    /// The refusal, a word such as `tooLate`.
    public let word: String
}

/// The world broke, or is not ready. What was asked for has not happened.
public enum Failure: Error, Equatable, Sendable {
    /// The service does not run in this process now.
    case unreachable(service: String)
    /// Too much is waiting already.
    case overloaded
    /// The store could not read or write.
    case storage(StoreError)
    /// The ledger takes nothing any more.
    case stopped
    /// The same call is on its way already.
    case inFlight
    /// The key was used for another payload.
    case keyReused
    /// What one request leads to has no end.
    case endless
    /// What is stored cannot be understood by this program.
    case unreadable(String)
    /// No part of this process knows such an aggregate.
    case unknownKind(String)

    /// Whether the same may succeed later, without anyone doing anything about it here.
    var mayPass: Bool {
        switch self {
        case .storage(.damaged): false
        case .storage, .unreachable: true
        case .overloaded, .stopped, .inFlight, .keyReused, .endless, .unreadable, .unknownKind:
            false
        }
    }
}
