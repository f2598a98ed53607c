import HTTP
import JSON
import Kit
import Runtime
import Wire

/// What a collection's rows look like to a reader.
struct Rendering<Row: View>: Sendable {
    let resource: Resource<Row>
    /// Those by which rows can be found.
    let columns: [Field<Row>]

    init(resource: Resource<Row>) {
        self.resource = resource
        columns = resource.fields.filter { $0.finding != .none }
    }

    /// The members of an item, as an object that is not closed yet: links come behind them.
    func members(_ row: Row, _ number: Int64) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        for field in resource.fields {
            guard let value = field.value(row, number) else { continue }
            json.name(field.name)
            json.document(value)
        }
        return json.bytes
    }

    /// The same members, and what the row can be found by: each field is asked once.
    func show(_ row: Row, _ stored: inout StoredRow) {
        var json = JSONWriter(capacity: 384)
        var columns: [ColumnValue] = []
        columns.reserveCapacity(self.columns.count)
        json.beginObject()
        for field in resource.fields {
            let value = field.value(row, stored.number)
            if field.finding != .none { columns.append(Self.column(value)) }
            guard let value else { continue }
            json.name(field.name)
            json.document(value)
        }
        stored.shown = json.bytes
        stored.columns = columns
    }

    private static func column(_ value: Document?) -> ColumnValue {
        switch value {
        case .text(let text): .text(text)
        case .integer(let integer): .integer(integer)
        case .boolean(let truth): .integer(truth ? 1 : 0)
        case .null, .decimal, .list, .object, nil: .null
        }
    }

    /// The same, to be compared with what a client sends back.
    func document(_ row: Row, _ number: Int64) -> Document {
        .object(
            resource.fields.compactMap { field in
                field.value(row, number).map { Document.Member(field.name, $0) }
            }
        )
    }

    func schema(in business: String) -> ViewSchema {
        ViewSchema(
            name: "\(business)/\(resource.service)/\(Row.name)",
            columns: columns.map { field in
                ViewSchema.Column(field.name, indexed: field.finding == .indexed)
            },
            fingerprint: resource.fields.map { "\($0.name):\($0.shape):\($0.finding)" }
                .joined(separator: ";")
        )
    }
}

/// Where a call came in, so that links lead back the same way.
struct Links: Sendable {
    /// `http://host:port` and, behind a shared entrance, the business.
    let base: String
    let path: String
    let item: String

    var collection: String { "\(base)/\(path)" }

    func item(_ number: Int64) -> String { "\(base)/\(path)/\(number)" }

    /// Puts the links of an item behind its members, and closes it.
    func close(_ number: Int64, _ buffer: inout [UInt8]) {
        let href = item(number)
        buffer.append(contentsOf: #","_links":{"self":{"href":""#.utf8)
        buffer.append(contentsOf: href.utf8)
        buffer.append(contentsOf: #""},""#.utf8)
        buffer.append(contentsOf: item.utf8)
        buffer.append(contentsOf: #"":{"href":""#.utf8)
        buffer.append(contentsOf: href.utf8)
        buffer.append(contentsOf: #""}}}"#.utf8)
    }
}
