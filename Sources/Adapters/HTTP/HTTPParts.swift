/// Parts of a responder, any of which may have more to do than it can do in bearable time. Which
/// they are is the responder's own affair.
public struct HTTPParts: OptionSet, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }
}
