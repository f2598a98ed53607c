/// Why a message could not be written or read.
public struct MessageCoderError: Error, Equatable, CustomStringConvertible {
    /// The names and positions that lead to the fault; empty if it is the message as a whole.
    public let path: [String]
    /// A plain phrase.
    public let problem: String

    public init(path: [String] = [], problem: String) {
        self.path = path
        self.problem = problem
    }

    public var description: String {
        path.isEmpty ? problem : "\(path.joined(separator: ".")): \(problem)"
    }

    /// What went wrong in the code of a type that was being written or read.
    init(_ error: any Error) {
        switch error {
        case let error as MessageCoderError: self = error
        case let error as JSONSyntaxError: self.init(problem: error.description)
        case DecodingError.keyNotFound(let key, let context):
            self.init(context.codingPath, "\(key.stringValue) is missing")
        case DecodingError.typeMismatch(_, let context),
            DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            self.init(context.codingPath, context.debugDescription)
        case EncodingError.invalidValue(_, let context):
            self.init(context.codingPath, context.debugDescription)
        default: self.init(problem: "\(error)")
        }
    }

    private init(_ path: [any CodingKey], _ problem: String) {
        self.init(path: path.map(\.stringValue), problem: problem)
    }
}
