/// A value as it came over the wire, before anyone has said what it means.
public enum Document: Equatable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case decimal(Double)
    case text(String)
    case list([Document])
    /// Members in the order in which they were written.
    case object([Member])

    /// A value and the name under which its object holds it.
    public struct Member: Equatable, Sendable {
        public var name: String
        public var value: Document

        public init(_ name: String, _ value: Document) {
            self.name = name
            self.value = value
        }
    }

    /// The first member of that name; `nil` if there is none, or if this is no object.
    public subscript(name: String) -> Document? {
        guard case .object(let members) = self else { return nil }
        for member in members where member.name == name { return member.value }
        return nil
    }

    /// What an object holds, in order; nothing for any other value.
    public var members: [Member] {
        guard case .object(let members) = self else { return [] }
        return members
    }
}
