/// A value by which rows can be found and sorted.
public enum ColumnValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
}

/// What a view's rows can be found and sorted by.
public struct ViewSchema: Equatable, Sendable {
    /// A value of each row, kept beside it.
    public struct Column: Equatable, Sendable {
        public var name: String
        /// Found fast, at the cost of writing more.
        public var indexed: Bool

        public init(_ name: String, indexed: Bool = false) {
            self.name = name
            self.indexed = indexed
        }
    }

    /// Unique among all views of a store: letters, digits, `_`, `/` and `-`.
    public var name: String
    public var columns: [Column]
    /// Changes whenever rows would be written differently; the view is then built again.
    public var fingerprint: String

    public init(name: String, columns: [Column], fingerprint: String) {
        self.name = name
        self.columns = columns
        self.fingerprint = fingerprint
    }
}

/// One row of a view.
public struct StoredRow: Equatable, Sendable {
    public var number: Int64
    /// How many facts it has taken into account.
    public var version: Int64
    /// The row itself, as JSON.
    public var data: [UInt8]
    /// What a reader is shown.
    public var shown: [UInt8]
    /// In the order of the schema's columns.
    public var columns: [ColumnValue]

    public init(
        number: Int64,
        version: Int64,
        data: [UInt8],
        shown: [UInt8],
        columns: [ColumnValue]
    ) {
        self.number = number
        self.version = version
        self.data = data
        self.shown = shown
        self.columns = columns
    }
}

/// One row as it is shown to a reader.
public struct ShownRow: Equatable, Sendable {
    public var number: Int64
    public var shown: [UInt8]

    public init(number: Int64, shown: [UInt8]) {
        self.number = number
        self.shown = shown
    }
}

/// Which rows are wanted. Columns are indices into the schema's; nil stands for the row's number.
public struct PageQuery: Equatable, Sendable {
    /// One step of a sorting.
    public struct Order: Hashable, Sendable {
        public var column: Int?
        public var descending: Bool

        public init(column: Int?, descending: Bool) {
            self.column = column
            self.descending = descending
        }
    }

    /// Only rows whose column has this value.
    public struct Filter: Equatable, Sendable {
        public var column: Int
        public var value: ColumnValue

        public init(column: Int, value: ColumnValue) {
            self.column = column
            self.value = value
        }
    }

    /// All of them must hold.
    public var filters: [Filter]
    /// The first decides, the next ones break ties, the row's number breaks the last.
    public var order: [Order]
    public var offset: Int64
    public var limit: Int64

    public init(filters: [Filter] = [], order: [Order] = [], offset: Int64 = 0, limit: Int64 = 20) {
        self.filters = filters
        self.order = order
        self.offset = offset
        self.limit = limit
    }
}

/// Where the rows of views are kept. Used by one thread at a time; its calls may block.
///
/// Law: rows and marks of one `write` become visible together or not at all. Views are disposable:
/// a store that has lost some of the latest writes is right as long as its marks say so.
public protocol ViewStore: RowsBeside {
    /// Makes the views ready and tells how far each has come (0 for a new or changed one) and how
    /// many rows it has, in the order of the schemas. Views that are not named are left alone.
    func open(_ schemas: [ViewSchema]) throws(StoreError) -> [(mark: Int64, count: Int64)]

    /// Puts rows in place of those with the same numbers, and moves the marks.
    /// `view` is an index into the schemas given to `open`.
    func write(
        _ rows: [(view: Int, row: StoredRow)],
        marks: [(view: Int, mark: Int64)]
    ) throws(StoreError)

    /// The same, for rows that are made one by one while they are written.
    ///
    /// - Parameters:
    ///   - pour: Called once. It hands over each row, and throws what `put` throws; if it throws,
    ///     nothing of all that is written.
    ///   - marks: Asked for when all rows were handed over.
    func write(
        pouring pour: (_ put: (Int, StoredRow) throws(StoreError) -> Void) throws(StoreError) ->
            Void,
        marks: () -> [(view: Int, mark: Int64)]
    ) throws(StoreError)

    /// Whether it tidies itself up, which will soon be over and goes better while nothing is
    /// written. What has time should wait; what is written all the same is none the worse.
    var isTidying: Bool { get }

    func row(_ number: Int64, of view: Int) throws(StoreError) -> StoredRow?

    /// One page, and how many rows there are on all pages; the total is counted only if asked for.
    func page(
        _ query: PageQuery,
        of view: Int,
        counting: Bool
    ) throws(StoreError) -> (rows: [ShownRow], total: Int64?)

    /// Takes away all rows of a view and sets its mark to 0.
    func clear(_ view: Int) throws(StoreError)
}

extension ViewStore {
    public var isTidying: Bool { false }

    /// Gathers the rows, and writes them.
    public func write(
        pouring pour: (_ put: (Int, StoredRow) throws(StoreError) -> Void) throws(StoreError) ->
            Void,
        marks: () -> [(view: Int, mark: Int64)]
    ) throws(StoreError) {
        var rows: [(view: Int, row: StoredRow)] = []
        try pour { (view, row) throws(StoreError) in rows.append((view, row)) }
        try write(rows, marks: marks())
    }
}
