/// A value that crosses a boundary: it can be sent, stored and compared.
public protocol Message: Codable, Writable, Equatable, Sendable {}
