/// Where the writing of a message stands: values go straight to the buffer.
///
/// Every value is written at a *place*, which has a number of its own. The containers open at the
/// moment form a stack; to write into one of them closes those above it. A container that is
/// closed stays closed: to write into it is an error, never a broken text.
struct EncodingState: ~Copyable {
    /// So deep that what is written can be read again.
    static let deepest = 128

    struct Level {
        let place: Int
        let isObject: Bool
        var elements = 0
    }

    var writer: JSONWriter
    private var levels: [Level] = []
    /// The place that awaits its value; zero if there is none.
    private var awaited = 0
    private var lastPlace = 0
    /// What went wrong first. It fails the message even if a type ignores the error it was thrown,
    /// for a name without a value may stand in the buffer by then.
    private var failure: String?

    /// How many members the outermost object has, the name of the last one, and where it begins.
    private(set) var outermost = (count: 0, name: "", start: 0)

    init() {
        writer = JSONWriter()
        levels.reserveCapacity(8)
    }

    mutating func fault(_ problem: String) -> EncodingError {
        let first = failure ?? problem
        failure = first
        return .invalidValue(Encoding.self, .init(codingPath: [], debugDescription: first))
    }

    /// Closes what is open; fails if something has failed before.
    mutating func finish() throws {
        guard awaited == 0 else { throw fault("the message has no content") }
        close(to: 0)
        if let failure { throw fault(failure) }
    }

    /// A new place, which awaits its value.
    mutating func awaitValue() -> Int {
        lastPlace += 1
        awaited = lastPlace
        return lastPlace
    }

    /// Allows to write the value of a place, once.
    @inline(__always) mutating func fill(_ place: Int) throws {
        guard awaited == place else { throw fault("two values for one place") }
        awaited = 0
    }

    /// Makes sure that a value follows a name, even if its type has written none.
    @inline(__always) mutating func settle() {
        guard awaited != 0 else { return }
        awaited = 0
        writer.beginObject()
        writer.endObject()
    }

    /// Opens an object or a list at a place, or finds the one that has been opened there.
    mutating func open(at place: Int, depth: Int, isObject: Bool) {
        if awaited == place, levels.count == depth, depth < Self.deepest {
            awaited = 0
            levels.append(Level(place: place, isObject: isObject))
            return isObject ? writer.beginObject() : writer.beginList()
        }
        let isOpen = depth < levels.count && levels[depth].place == place
        if !isOpen || levels[depth].isObject != isObject {
            failure = failure ?? (depth < Self.deepest ? "two values for one place" : "too deep")
        }
    }

    /// Makes a container the innermost one again.
    @inline(__always) mutating func enter(_ place: Int, depth: Int) throws {
        settle()
        if levels.count > depth + 1 { close(to: depth + 1) }
        guard levels.count == depth + 1, levels[depth].place == place else {
            throw fault("a container is written to after it was closed")
        }
    }

    /// Enters an object and writes the name of its next member.
    @inline(__always) mutating func member(_ key: some CodingKey, of place: Int, depth: Int) throws
    {
        try enter(place, depth: depth)
        let name = key.stringValue
        writer.name(name)
        if depth == 0 { outermost = (outermost.count + 1, name, writer.count) }
    }

    /// Enters a list and counts its next element.
    @inline(__always) mutating func element(of place: Int, depth: Int) throws {
        try enter(place, depth: depth)
        levels[depth].elements += 1
    }

    /// How many elements an open list has so far.
    func elements(of place: Int, depth: Int) -> Int {
        depth < levels.count && levels[depth].place == place ? levels[depth].elements : 0
    }

    /// A place that cannot be written to, for a container that has been closed.
    mutating func nowhere() -> Int {
        failure = failure ?? "a container is written to after it was closed"
        return -1
    }

    private mutating func close(to depth: Int) {
        while levels.count > depth, let level = levels.popLast() {
            level.isObject ? writer.endObject() : writer.endList()
        }
    }

    @inline(__always) mutating func integer(_ value: some FixedWidthInteger) throws {
        if let small = Int64(exactly: value) {
            writer.integer(small)
        } else if let large = UInt64(exactly: value) {
            writer.natural(large)
        } else {
            throw fault("an integer does not fit 64 bits")
        }
    }

    @inline(__always) mutating func integer(_ value: Int64) {
        writer.integer(value)
    }

    mutating func decimal(_ value: Double) throws {
        guard value.isFinite else { throw fault("a number is not finite") }
        writer.decimal(value)
    }

    mutating func single(_ value: Float) throws {
        guard value.isFinite else { throw fault("a number is not finite") }
        writer.single(value)
    }
}
