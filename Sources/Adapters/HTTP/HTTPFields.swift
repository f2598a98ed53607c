/// The header fields of a message, in the order sent.
///
/// All names and values lie in one run of bytes, and become text only when someone asks: a
/// browser sends a dozen fields of which a business reads one or two.
public struct HTTPFields: Sendable {
    /// Where a field lies in the bytes of a head.
    public struct Place: Sendable {
        public var name: Range<Int>
        public var value: Range<Int>

        public init(name: Range<Int>, value: Range<Int>) {
            self.name = name
            self.value = value
        }

        fileprivate func isInside(_ all: Range<Int>) -> Bool {
            name.clamped(to: all) == name && value.clamped(to: all) == value
        }
    }

    private var bytes: [UInt8] = []
    private var places: [Place] = []

    public init() {}

    /// The fields of a head that came from the network. What lies outside of `head` is no field.
    public init(head: [UInt8], _ places: [Place]) {
        bytes = head
        let all = head.indices
        self.places = places
        if !places.allSatisfy({ $0.isInside(all) }) {
            self.places.removeAll { !$0.isInside(all) }
        }
    }

    public var count: Int { places.count }
    public var isEmpty: Bool { places.isEmpty }

    public mutating func add(_ name: String, _ value: String) {
        let start = bytes.count
        bytes.append(contentsOf: name.utf8)
        let nameEnd = bytes.count
        bytes.append(contentsOf: value.utf8)
        places.append(Place(name: start..<nameEnd, value: nameEnd..<bytes.count))
    }

    /// The value of the first field of this name, whatever its case.
    /// Bytes that are not UTF-8 come as U+FFFD.
    public subscript(name: String) -> String? {
        for place in places where isNamed(place, name) { return value(place) }
        return nil
    }

    /// The values of all fields of this name, whatever its case, in the order sent.
    public func all(_ name: String) -> [String] {
        places.filter { isNamed($0, name) }.map(value)
    }

    private func isNamed(_ place: Place, _ name: String) -> Bool {
        let wanted = name.utf8Span.span
        guard place.name.count == wanted.count else { return false }
        let ours = bytes.span
        return wanted.indices.allSatisfy {
            lowercased(ours[place.name.lowerBound + $0]) == lowercased(wanted[$0])
        }
    }

    private func lowercased(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }

    private func name(_ place: Place) -> String {
        String(decoding: bytes[place.name], as: UTF8.self)
    }

    private func value(_ place: Place) -> String {
        String(decoding: bytes[place.value], as: UTF8.self)
    }
}

extension HTTPFields: Sequence {
    public struct Iterator: IteratorProtocol {
        private let fields: HTTPFields
        private var position = 0

        init(_ fields: HTTPFields) { self.fields = fields }

        public mutating func next() -> HTTPField? {
            guard position < fields.places.count else { return nil }
            let place = fields.places[position]
            position += 1
            return HTTPField(fields.name(place), fields.value(place))
        }
    }

    public func makeIterator() -> Iterator { Iterator(self) }
    public var underestimatedCount: Int { places.count }
}
