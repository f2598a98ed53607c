public import Wire

/// Writes JSON value by value into one buffer, which can be used again and again.
///
/// It puts the commas; that objects get names and that what begins also ends is up to the caller.
/// What is written one after the other without a list around it is parted by commas too.
public struct JSONWriter: Sendable {
    /// All that has been written, as UTF-8.
    public private(set) var bytes: [UInt8]
    /// Whether the next name or value follows another one.
    private var needsComma = false

    /// A writer with room for that many bytes; it grows as needed.
    public init(capacity: Int = 256) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// A writer that goes on where the bytes end, and knows nothing of what they say.
    init(appendingTo bytes: consuming [UInt8]) {
        self.bytes = bytes
    }

    public mutating func removeAll(keepingCapacity: Bool = true) {
        bytes.removeAll(keepingCapacity: keepingCapacity)
        needsComma = false
    }

    /// Whether a comma comes before what is written next; from then on one does.
    @inline(__always) mutating func takeComma() -> Bool {
        defer { needsComma = true }
        return needsComma
    }

    @inline(__always) mutating func separate() {
        if needsComma { bytes.append(Byte.comma) }
        needsComma = true
    }

    public mutating func beginObject() { begin(Byte.openBrace) }
    public mutating func endObject() { end(Byte.closeBrace) }
    public mutating func beginList() { begin(Byte.openBracket) }
    public mutating func endList() { end(Byte.closeBracket) }

    @inline(__always) private mutating func begin(_ mark: UInt8) {
        separate()
        bytes.append(mark)
        needsComma = false
    }

    @inline(__always) private mutating func end(_ mark: UInt8) {
        bytes.append(mark)
        needsComma = true
    }

    /// The name of the member whose value comes next.
    public mutating func name(_ name: StaticString) {
        name.withUTF8Buffer { utf8 in appendQuoted(utf8, isName: true) }
        nameHasEnded()
    }

    /// The name of the member whose value comes next.
    @_disfavoredOverload
    public mutating func name(_ name: String) {
        text(name)
        bytes.append(Byte.colon)
        nameHasEnded()
    }

    @inline(__always) mutating func nameHasEnded() { needsComma = false }

    public mutating func boolean(_ value: Bool) {
        literal(value ? "true" : "false")
    }

    public mutating func null() {
        literal("null")
    }

    @inline(__always) private mutating func literal(_ word: StaticString) {
        separate()
        append(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    /// A value that is JSON already; taken as it is.
    public mutating func raw(_ json: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// A member whose value is JSON already; taken as it is.
    public mutating func rawMember(_ name: StaticString, _ json: some Collection<UInt8>) {
        self.name(name)
        raw(json)
    }

    /// A value with all it holds.
    public mutating func document(_ document: Document) {
        switch document {
        case .null: null()
        case .boolean(let value): boolean(value)
        case .integer(let value): integer(value)
        case .decimal(let value): decimal(value)
        case .text(let value): text(value)
        case .list(let elements):
            beginList()
            for element in elements { self.document(element) }
            endList()
        case .object(let members):
            beginObject()
            for member in members {
                name(member.name)
                self.document(member.value)
            }
            endObject()
        }
    }

    @inline(__always) mutating func append(_ byte: UInt8) {
        bytes.append(byte)
    }

    /// Lets a closure fill the room behind the last byte; it returns how many bytes it has filled.
    @inline(__always) mutating func append(
        atMost count: Int,
        _ fill: (UnsafeMutableBufferPointer<UInt8>) -> Int
    ) {
        bytes.append(addingCapacity: count) { (room: inout OutputSpan<UInt8>) in
            room.withUnsafeMutableBufferPointer { free, filled in filled = fill(free) }
        }
    }

    @inline(__always) mutating func append(_ run: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: run)
    }

    /// Takes away all bytes from an offset on.
    mutating func cut(at offset: Int) {
        bytes.removeLast(max(bytes.count - offset, 0))
    }

    /// Hands the buffer over; the writer is left with none.
    mutating func takeBytes() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &bytes)
        return taken
    }

    /// Goes on in a buffer that was taken and has grown by one value.
    mutating func giveBack(_ taken: consuming [UInt8]) { bytes = taken }
}
