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
    private let members: [Member]

    /// A field with the type of its rows put away: code that goes through them does not look it up
    /// at every step.
    private struct Member: Sendable {
        let name: JSONName
        let isFound: Bool
        /// Of a row that lies at an address for as long as the call takes.
        let value: @Sendable (UnsafeRawPointer, Int64) -> Document?
    }

    init(resource: Resource<Row>) {
        self.resource = resource
        columns = resource.fields.filter { $0.finding != .none }
        members = resource.fields.map { field in
            Member(
                name: JSONName(field.name),
                isFound: field.finding != .none,
                value: field.valueAt
            )
        }
    }

    /// The members of an item, as an object that is not closed yet: links come behind them.
    func members(_ row: Row, _ number: Int64) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        withUnsafePointer(to: row) { Self.write(members, UnsafeRawPointer($0), number, &json) }
        return json.bytes
    }

    private static func write(
        _ members: [Member],
        _ row: UnsafeRawPointer,
        _ number: Int64,
        _ json: inout JSONWriter
    ) {
        for member in members {
            guard let value = member.value(row, number) else { continue }
            json.name(member.name)
            json.document(value)
        }
    }

    /// The same members, and what the row can be found by: each field is asked once.
    func show(_ row: Row, _ stored: inout StoredRow) {
        withUnsafePointer(to: row) { Self.show(members, UnsafeRawPointer($0), &stored) }
    }

    private static func show(
        _ members: [Member],
        _ row: UnsafeRawPointer,
        _ stored: inout StoredRow
    ) {
        var json = JSONWriter(capacity: 384)
        var columns: [ColumnValue] = []
        columns.reserveCapacity(members.count)
        json.beginObject()
        for member in members {
            let value = member.value(row, stored.number)
            if member.isFound { columns.append(column(value)) }
            guard let value else { continue }
            json.name(member.name)
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

    var collection: [UInt8] {
        var href: [UInt8] = []
        href.reserveCapacity(base.utf8.count + path.utf8.count + 24)
        href.append(contentsOf: base.utf8)
        href.append(UInt8(ascii: "/"))
        href.append(contentsOf: path.utf8)
        return href
    }

    /// The address of an item.
    func item(_ number: Int64) -> [UInt8] { Self.item(number, in: collection) }

    static func item(_ number: Int64, in collection: [UInt8]) -> [UInt8] {
        var href = collection
        href.append(UInt8(ascii: "/"))
        href.append(contentsOf: String(number).utf8)
        return href
    }

    /// Puts the links of the item at an address behind its members, and closes it.
    func close(_ href: [UInt8], _ buffer: inout [UInt8]) {
        buffer.append(contentsOf: #","_links":{"self":{"href":""#.utf8)
        buffer.append(contentsOf: href)
        buffer.append(contentsOf: #""},""#.utf8)
        buffer.append(contentsOf: item.utf8)
        buffer.append(contentsOf: #"":{"href":""#.utf8)
        buffer.append(contentsOf: href)
        buffer.append(contentsOf: #""}}}"#.utf8)
    }
}
