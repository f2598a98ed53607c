import HTTP
import JSON
import Kit
import Runtime
import Wire

/// A field with the type of its rows put away, and the fields behind it.
///
/// Each goes on with the next one itself: whoever went through a list of them would hold each of
/// them, its name and its code, for as long as it is at work, and count that twice.
private final class Member: Sendable {
    private let name: JSONName
    private let isFound: Bool
    /// Of a row that lies at an address for as long as the call takes.
    private let value: @Sendable (UnsafeRawPointer, Int64) -> Document?
    private let next: Member?

    init<Row: View>(_ field: Field<Row>, before next: Member?) {
        name = JSONName(field.name)
        isFound = field.finding != .none
        value = field.valueAt
        self.next = next
    }

    /// What readers are shown of the row at an address.
    func write(_ row: UnsafeRawPointer, _ number: Int64, _ json: inout JSONWriter) {
        if let value = value(row, number) {
            json.name(name)
            json.document(value)
        }
        next?.write(row, number, &json)
    }

    /// The same, and what the row is found by.
    func show(
        _ row: UnsafeRawPointer,
        _ number: Int64,
        _ json: inout JSONWriter,
        _ columns: inout [ColumnValue]
    ) {
        if let value = value(row, number) {
            json.name(name)
            json.document(value)
            if isFound { columns.append(ColumnValue(value)) }
        } else if isFound {
            columns.append(.null)
        }
        next?.show(row, number, &json, &columns)
    }
}

/// How the rows of a collection are written, with their type put away: code that is generic would
/// look it up for each row.
final class Painter: Sendable {
    private let members: Member?
    private let columnCount: Int

    fileprivate init(_ members: Member?, columnCount: Int) {
        self.members = members
        self.columnCount = columnCount
    }

    /// The members of an item, as an object that is not closed yet: links come behind them.
    ///
    /// - Parameters:
    ///   - row: Lies there for as long as the call takes.
    ///   - room: For how many bytes of links there is to be room.
    func members(_ row: UnsafeRawPointer, _ number: Int64, room: Int) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        members?.write(row, number, &json)
        return json.bytes(withRoomFor: room)
    }

    /// The same members, and what the row can be found by: each field is asked once.
    ///
    /// - Parameters:
    ///   - row: Lies there for as long as the call takes.
    ///   - stored: A row that has its number.
    func show(_ row: UnsafeRawPointer, _ stored: inout StoredRow) {
        var json = JSONWriter()
        var found: [ColumnValue] = []
        found.reserveCapacity(columnCount)
        json.beginObject()
        members?.show(row, stored.number, &json, &found)
        stored.shown = json.bytes
        stored.columns = found
    }
}

/// What a collection's rows look like to a reader.
struct Rendering<Row: View>: Sendable {
    let resource: Resource<Row>
    /// Those by which rows can be found.
    let columns: [Field<Row>]
    let painter: Painter

    init(resource: Resource<Row>) {
        self.resource = resource
        columns = resource.fields.filter { $0.finding != .none }
        painter = Painter(
            resource.fields.reversed().reduce(nil) { Member($1, before: $0) },
            columnCount: columns.count
        )
    }

    /// What a reader is shown, to be compared with what a client sends back.
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

extension ColumnValue {
    fileprivate init(_ value: consuming Document) {
        switch consume value {
        case .text(let text): self = .text(text)
        case .integer(let integer): self = .integer(integer)
        case .boolean(let truth): self = .integer(truth ? 1 : 0)
        case .null, .decimal, .list, .object: self = .null
        }
    }
}

/// How links begin: where the client has found us, `http://host:port` and, behind a shared
/// entrance, the business.
struct Base: Sendable {
    /// Empty where what the client says is none.
    private let host: String
    private let prefix: String

    init(host: String = "", prefix: String = "") {
        let isHost = host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        self.host = isHost ? host : ""
        self.prefix = prefix
    }

    /// How many bytes it takes at most.
    var room: Int { "http://".utf8.count + host.utf8.count + prefix.utf8.count }

    func put(into bytes: inout [UInt8]) {
        if !host.isEmpty {
            bytes.append(contentsOf: "http://".utf8)
            bytes.append(contentsOf: host.utf8)
        }
        bytes.append(contentsOf: prefix.utf8)
    }
}

/// Where a call came in, so that links lead back the same way.
struct Links: Sendable {
    let base: Base
    let path: String
    let item: String

    var collection: [UInt8] {
        var href: [UInt8] = []
        href.reserveCapacity(base.room + path.utf8.count + 24)
        base.put(into: &href)
        href.append(UInt8(ascii: "/"))
        href.append(contentsOf: path.utf8)
        return href
    }

    /// The address of an item.
    static func item(_ number: Int64, in collection: [UInt8]) -> String {
        "\(String(decoding: collection, as: UTF8.self))/\(number)"
    }

    /// How many bytes `close` puts behind an item at most.
    func room(_ collection: [UInt8]) -> Int { 2 * collection.count + item.utf8.count + 96 }

    /// Puts the links of an item behind its members, and closes it. Its address is that of the
    /// collection and its number.
    func close(_ collection: [UInt8], _ number: Int64, _ buffer: inout [UInt8]) {
        let digits = String(number)
        func append() {
            buffer.append(contentsOf: collection)
            buffer.append(UInt8(ascii: "/"))
            buffer.append(contentsOf: digits.utf8)
        }
        buffer.append(contentsOf: #","_links":{"self":{"href":""#.utf8)
        append()
        buffer.append(contentsOf: #""},""#.utf8)
        buffer.append(contentsOf: item.utf8)
        buffer.append(contentsOf: #"":{"href":""#.utf8)
        append()
        buffer.append(contentsOf: #""}}}"#.utf8)
    }
}
