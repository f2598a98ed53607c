public import Wire

/// Writes JSON value by value, in room that is used again and again.
///
/// It puts the commas; that objects get names and that what begins also ends is up to the caller.
/// What is written one after the other without a list around it is parted by commas too.
public struct JSONWriter: ~Copyable {
    private var draft: Draft
    /// Whether the next name or value follows another one.
    private var needsComma = false

    /// A writer for about that many bytes; its room grows as needed.
    public init(capacity: Int = 256) {
        draft = Draft(capacity: capacity)
    }

    /// All that has been written, as UTF-8.
    public var bytes: [UInt8] { draft.withBytes { Array($0) } }

    /// The same, with room for so many more behind it.
    public func bytes(withRoomFor more: Int) -> [UInt8] {
        draft.withBytes { all in
            Array(unsafeUninitializedCapacity: all.count + max(0, more)) { room, count in
                count = room.update(fromContentsOf: all)
            }
        }
    }

    /// How many bytes have been written.
    var count: Int { draft.count }

    /// Appends what has been written, from an offset on and without so many bytes at the end.
    func append(from start: Int, sparing last: Int = 0, to bytes: inout [UInt8]) {
        draft.withBytes { all in
            let part = all.dropFirst(start).dropLast(last)
            if bytes.isEmpty { bytes = Array(part) } else { bytes.append(contentsOf: part) }
        }
    }

    /// The byte at an offset; nil behind the end.
    subscript(offset: Int) -> UInt8? {
        draft.withBytes { $0.indices.contains(offset) ? $0[offset] : nil }
    }

    public mutating func removeAll() {
        draft.removeAll()
        needsComma = false
    }

    /// Lends the end, with room for so many bytes and a comma, which is there if it has to be.
    @inline(__always) mutating func end(
        withRoomFor more: Int
    ) -> UnsafeMutablePointer<UInt8> {
        let end = draft.end(withRoomFor: more + 1)
        guard needsComma else { return end }
        end.pointee = Byte.comma
        draft.grow(by: 1)
        return end + 1
    }

    /// So many bytes were written at the end that was lent: a value, or a name.
    @inline(__always) mutating func wrote(_ count: Int, isName: Bool = false) {
        draft.grow(by: count)
        needsComma = !isName
    }

    public mutating func beginObject() { begin(Byte.openBrace) }
    public mutating func endObject() { end(Byte.closeBrace) }
    public mutating func beginList() { begin(Byte.openBracket) }
    public mutating func endList() { end(Byte.closeBracket) }

    @inline(__always) private mutating func begin(_ mark: UInt8) {
        end(withRoomFor: 1).pointee = mark
        draft.grow(by: 1)
        needsComma = false
    }

    @inline(__always) private mutating func end(_ mark: UInt8) {
        draft.append(mark)
        needsComma = true
    }

    /// The name of the member whose value comes next.
    public mutating func name(_ name: StaticString) {
        name.withUTF8Buffer { utf8 in quoted(utf8, isName: true) }
    }

    /// The name of the member whose value comes next.
    @_disfavoredOverload
    public mutating func name(_ name: String) {
        name.utf8Span.span.withUnsafeBufferPointer { utf8 in quoted(utf8, isName: true) }
    }

    public mutating func boolean(_ value: Bool) {
        literal(value ? "true" : "false")
    }

    public mutating func null() {
        literal("null")
    }

    @inline(__always) private mutating func literal(_ word: StaticString) {
        raw(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    /// A value that is JSON already; taken as it is.
    public mutating func raw(_ json: some Collection<UInt8>) {
        let wasContiguous: Void? = json.withContiguousStorageIfAvailable { raw($0) }
        if wasContiguous == nil { Array(json).withUnsafeBufferPointer { raw($0) } }
    }

    @inline(__always) mutating func raw(_ json: UnsafeBufferPointer<UInt8>) {
        let end = end(withRoomFor: json.count)
        if let base = json.baseAddress { end.update(from: base, count: json.count) }
        wrote(json.count)
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
}
