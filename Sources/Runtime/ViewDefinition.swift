public import Kit

/// What is kept of a view beside its rows: how they are found, and what readers are shown.
public struct ViewDefinition: Sendable {
    let make: @Sendable (HostedService?) -> any AnyViewTable
    /// Business and service whose view it is.
    public let business: String
    public let service: String
    public let schema: ViewSchema

    /// - Parameters:
    ///   - row: The type of its rows.
    ///   - service: The service whose view it is: when that is down, so is the view.
    ///   - business: The business of that service.
    ///   - schema: How rows are found, and under which name they are kept.
    ///   - show: Says what a reader is shown of a row, and the values of the schema's columns. The
    ///     row is lent, not to be changed.
    public init<Row: View>(
        _ row: Row.Type,
        of service: String,
        in business: String,
        schema: ViewSchema,
        show: @escaping @Sendable (inout Row, inout StoredRow) -> Void
    ) {
        self.business = business
        self.service = service
        self.schema = schema
        make = { ViewTable<Row>(service: $0, show: show) }
    }
}
