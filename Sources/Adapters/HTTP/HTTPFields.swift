/// The header fields of a message, in the order sent.
///
/// All names and values lie in one run of bytes, and become text only when someone asks: a
/// browser sends a dozen fields of which a business reads one or two.
public struct HTTPFields: Sendable {
    private struct Span {
        var start: Int
        var nameEnd: Int
        var end: Int
    }

    private var bytes: [UInt8] = []
    private var spans: [Span] = []

    public init() {}

    public var count: Int { spans.count }
    public var isEmpty: Bool { spans.isEmpty }

    public mutating func reserve(fields: Int, bytes count: Int) {
        spans.reserveCapacity(fields)
        bytes.reserveCapacity(count)
    }

    public mutating func add(_ name: String, _ value: String) {
        let start = bytes.count
        bytes.append(contentsOf: name.utf8)
        let nameEnd = bytes.count
        bytes.append(contentsOf: value.utf8)
        spans.append(Span(start: start, nameEnd: nameEnd, end: bytes.count))
    }

    /// Adds a field as it came from the network.
    public mutating func add(name: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>) {
        let start = bytes.count
        bytes.append(contentsOf: name)
        let nameEnd = bytes.count
        bytes.append(contentsOf: value)
        spans.append(Span(start: start, nameEnd: nameEnd, end: bytes.count))
    }

    /// The value of the first field of this name, whatever its case.
    /// Bytes that are not UTF-8 come as U+FFFD.
    public subscript(name: String) -> String? {
        for span in spans where isNamed(span, name) { return value(span) }
        return nil
    }

    /// The values of all fields of this name, whatever its case, in the order sent.
    public func all(_ name: String) -> [String] {
        spans.filter { isNamed($0, name) }.map(value)
    }

    private func isNamed(_ span: Span, _ name: String) -> Bool {
        let wanted = name.utf8
        guard span.nameEnd - span.start == wanted.count else { return false }
        return zip(bytes[span.start..<span.nameEnd], wanted).allSatisfy {
            lowercased($0) == lowercased($1)
        }
    }

    private func lowercased(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }

    private func name(_ span: Span) -> String {
        String(decoding: bytes[span.start..<span.nameEnd], as: UTF8.self)
    }

    private func value(_ span: Span) -> String {
        String(decoding: bytes[span.nameEnd..<span.end], as: UTF8.self)
    }
}

extension HTTPFields: Sequence {
    public struct Iterator: IteratorProtocol {
        private let fields: HTTPFields
        private var position = 0

        init(_ fields: HTTPFields) { self.fields = fields }

        public mutating func next() -> HTTPField? {
            guard position < fields.spans.count else { return nil }
            let span = fields.spans[position]
            position += 1
            return HTTPField(fields.name(span), fields.value(span))
        }
    }

    public func makeIterator() -> Iterator { Iterator(self) }
    public var underestimatedCount: Int { spans.count }
}
