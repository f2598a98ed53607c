import Runtime

/// A value as other stores compare it: nothing, then numbers, then texts by their bytes.
enum ExactValue: Hashable, Comparable {
    case null
    case integer(Int64)
    case text(Exact)

    init(_ value: ColumnValue) {
        self =
            switch value {
            case .null: .null
            case .integer(let number): .integer(number)
            case .text(let text): .text(Exact(text))
            }
    }
}

/// The rows of one view.
struct ViewContents {
    let schema: ViewSchema
    var mark: Int64 = 0
    private var rows: [Int64: StoredRow] = [:]
    private var numbers = Sorted<Int64>()
    /// For each indexed column, which rows have a value.
    private var found: [Int: [ExactValue: Sorted<Int64>]] = [:]

    init(_ schema: ViewSchema) { self.schema = schema }

    var count: Int { rows.count }

    func row(_ number: Int64) -> StoredRow? { rows[number] }

    func rows(after number: Int64, limit: Int) -> [StoredRow] {
        guard number < Int64.max else { return [] }
        var found: [StoredRow] = []
        numbers.scan(from: number + 1) { number in
            guard found.count < limit else { return false }
            if let row = rows[number] { found.append(row) }
            return true
        }
        return found
    }

    mutating func put(_ row: StoredRow) {
        let old = rows.updateValue(row, forKey: row.number)
        numbers.insert(row.number)
        for (index, column) in schema.columns.enumerated() where column.indexed {
            let value = ExactValue(row.columns[index])
            if let old {
                let before = ExactValue(old.columns[index])
                if before == value { continue }
                found[index]?[before]?.remove(row.number)
                if found[index]?[before]?.count == 0 { found[index]?[before] = nil }
            }
            found[index, default: [:]][value, default: Sorted()].insert(row.number)
        }
    }

    /// The rows wanted, and how many there are on all pages.
    func page(_ query: PageQuery) -> (rows: [StoredRow], total: Int64) {
        let offset = Int(clamping: max(query.offset, 0))
        let limit = Int(clamping: max(query.limit, 0))
        let candidates = candidates(query)
        let filters = query.filters.map { ($0.column, ExactValue($0.value)) }
        if filters.isEmpty, query.order.first.map({ $0.column == nil }) ?? true {
            let descending = query.order.first?.descending ?? false
            let wanted = numbers.slice(offset: offset, limit: limit, descending: descending)
            return (wanted.compactMap { rows[$0] }, Int64(numbers.count))
        }
        var matching: [StoredRow] = []
        candidates.scan { number in
            if let row = rows[number],
                filters.allSatisfy({ ExactValue(row.columns[$0.0]) == $0.1 })
            {
                matching.append(row)
            }
            return true
        }
        // Rows come by number here, and sorting keeps the order of equals.
        if !query.order.isEmpty { matching = sorted(matching, query.order) }
        return (Array(matching.dropFirst(offset).prefix(limit)), Int64(matching.count))
    }

    /// The fewest rows of which it is known that no others can match.
    private func candidates(_ query: PageQuery) -> Sorted<Int64> {
        var fewest = numbers
        for filter in query.filters where schema.columns[filter.column].indexed {
            let rows = found[filter.column]?[ExactValue(filter.value)] ?? Sorted()
            if rows.count < fewest.count { fewest = rows }
        }
        return fewest
    }

    private func sorted(_ rows: [StoredRow], _ order: [PageQuery.Order]) -> [StoredRow] {
        let keyed = rows.map { row in
            (
                row,
                order.map { term in
                    term.column.map { ExactValue(row.columns[$0]) } ?? .integer(row.number)
                }
            )
        }
        let sorted = keyed.sorted { a, b in
            for (index, term) in order.enumerated() where a.1[index] != b.1[index] {
                return (a.1[index] < b.1[index]) != term.descending
            }
            return a.0.number < b.0.number
        }
        return sorted.map(\.0)
    }
}
