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
    /// The value for a row and its number. Nil leaves the member out; `.null` shows it as null.
    public let value: @Sendable (Row, Int64) -> Document?

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
        self.value = value
    }
}
