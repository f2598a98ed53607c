/// Where a text stops being JSON, and why.
public struct JSONSyntaxError: Error, Equatable, CustomStringConvertible {
    /// Bytes before the fault.
    public let offset: Int
    /// A plain phrase, fit to show to a client.
    public let problem: String

    public init(offset: Int, problem: String) {
        self.offset = offset
        self.problem = problem
    }

    public var description: String { "\(problem) (at byte \(offset))" }
}
