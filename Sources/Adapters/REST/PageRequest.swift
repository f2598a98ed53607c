import HTTP
import JSON
import Kit
import Runtime
import Wire

/// One page of a collection, as it was asked for.
struct PageRequest {
    static let usualSize: Int64 = 20
    static let greatestSize: Int64 = 1_000
    /// Characters of a sorting, and of a text that is looked for.
    static let greatestLength = 256

    var page: Int64 = 0
    var size = Self.usualSize
    var query = PageQuery()
    /// The sorting and the filters as they were sent, for the links.
    private var kept: [UInt8] = []

    /// Reads `page`, `size`, `sort=field,desc` and `field=value`; what it does not know it ignores.
    init(_ items: [HTTPField], columns: [(name: String, shape: Shape)]) throws(Unacceptable) {
        for item in items {
            switch item.name {
            case "page": page = try Self.number(item, in: 0...1_000_000_000)
            case "size": size = try Self.number(item, in: 1...Self.greatestSize)
            case "sort":
                query.order += try Self.order(item.value, columns)
                keep(item)
            default:
                guard let index = columns.firstIndex(where: { $0.name == item.name }) else {
                    continue
                }
                let value = try Self.value(item, columns[index].shape)
                query.filters.append(.init(column: index, value: value))
                keep(item)
            }
        }
        query.offset = page * size
        query.limit = size
    }

    private mutating func keep(_ item: HTTPField) {
        kept.append(UInt8(ascii: "&"))
        appendEscaped(item.name, to: &kept)
        kept.append(UInt8(ascii: "="))
        appendEscaped(item.value, to: &kept)
    }

    private static func number(
        _ item: HTTPField,
        in range: ClosedRange<Int64>
    ) throws(Unacceptable) -> Int64 {
        guard let number = Document.text(item.value).asInteger, range.contains(number) else {
            throw Unacceptable(
                item.name,
                "\(item.name) must lie between \(range.lowerBound) and \(range.upperBound)"
            )
        }
        return number
    }

    private static func order(
        _ text: String,
        _ columns: [(name: String, shape: Shape)]
    ) throws(Unacceptable) -> [PageQuery.Order] {
        try checkLength("sort", text)
        var names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        var descending = false
        if names.count > 1, let last = names.last?.lowercased(), last == "asc" || last == "desc" {
            descending = last == "desc"
            names.removeLast()
        }
        var order: [PageQuery.Order] = []
        for name in names {
            let column = columns.firstIndex { $0.name == name }
            guard column != nil || name == "id" else {
                let known = (["id"] + columns.map(\.name)).joined(separator: ", ")
                throw Unacceptable("sort", "this can be sorted by \(known)")
            }
            order.append(.init(column: column, descending: descending))
        }
        return order
    }

    private static func value(
        _ item: HTTPField,
        _ shape: Shape
    ) throws(Unacceptable) -> ColumnValue {
        switch shape {
        case .integer:
            guard let number = Document.text(item.value).asInteger else {
                throw Unacceptable(item.name, "\(item.name) must be a whole number")
            }
            return .integer(number)
        case .boolean:
            guard item.value == "true" || item.value == "false" else {
                throw Unacceptable(item.name, "\(item.name) must be true or false")
            }
            return .integer(item.value == "true" ? 1 : 0)
        case .optional(let shape): return try value(item, shape)
        case .text, .line, .form, .word, .timeZone, .list, .object, .either:
            try checkLength(item.name, item.value)
            return .text(item.value)
        }
    }

    private static func checkLength(_ name: String, _ text: String) throws(Unacceptable) {
        guard text.unicodeScalars.count <= greatestLength else {
            throw Unacceptable(name, "\(name) must not be longer than \(greatestLength) characters")
        }
    }

    /// A collection as HAL shows it.
    func collection(_ rows: [ShownRow], total: Int64, links: Links) -> [UInt8] {
        let base = links.collection
        var bytes: [UInt8] = []
        // A comma as well.
        let own = links.room(base) + 1
        bytes.reserveCapacity(rows.reduce(768) { $0 + $1.shown.count + own })
        bytes.append(contentsOf: #"{"_embedded":{""#.utf8)
        bytes.append(contentsOf: links.path.utf8)
        bytes.append(contentsOf: #"":["#.utf8)
        for (index, row) in rows.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: row.shown)
            links.close(base, row.number, &bytes)
        }
        bytes.append(contentsOf: #"]},"_links":{"#.utf8)
        let pages = total == 0 ? 0 : (total + size - 1) / size
        for (index, (relation, page)) in relations(pages).enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: "\"\(relation)\":{\"href\":\"".utf8)
            bytes.append(contentsOf: base)
            bytes.append(UInt8(ascii: "?"))
            bytes.append(contentsOf: link(to: page))
            bytes.append(contentsOf: "\"}".utf8)
        }
        let place = "\"totalPages\":\(pages),\"number\":\(page)"
        let page = "},\"page\":{\"size\":\(size),\"totalElements\":\(total),\(place)}}"
        bytes.append(contentsOf: page.utf8)
        return bytes
    }

    private func relations(_ pages: Int64) -> [(String, Int64)] {
        guard pages > 1 else { return [("self", page)] }
        var relations: [(String, Int64)] = [("first", 0)]
        if page > 0 { relations.append(("prev", min(page, pages) - 1)) }
        relations.append(("self", page))
        if page + 1 < pages { relations.append(("next", page + 1)) }
        relations.append(("last", pages - 1))
        return relations
    }

    /// The query that asks for another page of the same. All of it can stand in JSON as it is.
    func link(to page: Int64) -> [UInt8] { Array("page=\(page)&size=\(size)".utf8) + kept }
}

/// Percent-encoded for a query.
private func appendEscaped(_ text: String, to bytes: inout [UInt8]) {
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: ","):
            bytes.append(byte)
        default:
            bytes.append(UInt8(ascii: "%"))
            bytes.append(hexadecimal(byte >> 4))
            bytes.append(hexadecimal(byte & 0x0F))
        }
    }
}

private func hexadecimal(_ digit: UInt8) -> UInt8 {
    digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10
}
