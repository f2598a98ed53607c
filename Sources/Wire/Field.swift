public import Kit

/// How rows can be found by a field.
public enum Finding: Sendable {
    /// Shown only.
    case none
    /// Rows can be sorted and filtered by it.
    case sortable
    /// The same, fast, at the cost of writing more.
    case indexed
}

/// One member of what a reader is shown of a row.
public struct Field<Row: View>: Sendable {
    public let name: String
    public let shape: Shape
    public let finding: Finding
    public let summary: String
    /// The value for the row that lies at an address, and its number, with the row's type put away:
    /// where a field is made that type is known, and the field's own code then is one piece.
    public let valueAt: @Sendable (UnsafeRawPointer, Int64) -> Document?

    /// - Parameter value: The value for a row and its number. Nil leaves the member out; `.null`
    ///   shows it as null.
    @inlinable
    public init(
        _ name: String,
        _ shape: Shape,
        finding: Finding = .none,
        _ summary: String,
        value: @escaping @Sendable (Row, Int64) -> Document?
    ) {
        self.name = name
        self.shape = shape
        self.finding = finding
        self.summary = summary
        valueAt = { value($0.assumingMemoryBound(to: Row.self).pointee, $1) }
    }

    /// The value for a row and its number. Nil leaves the member out; `.null` shows it as null.
    public func value(_ row: Row, _ number: Int64) -> Document? {
        withUnsafePointer(to: row) { valueAt(UnsafeRawPointer($0), number) }
    }
}
