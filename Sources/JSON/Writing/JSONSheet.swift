import Kit

/// A sheet on which messages are written as JSON.
///
/// Where it stands lies behind a pointer of its own, so that no write pays for a check of exclusive
/// access: all of them begin and end within one call here.
final class JSONSheet: SheetMedium {
    private let pointer: UnsafeMutablePointer<JSONWriter>
    /// Whether the outermost case is not written but only named.
    private let sparesCase: Bool
    /// The outermost case, once it has begun.
    private(set) var caseName: String?
    private(set) var failure: MessageCoderError?
    private var depth = 0

    init(sparingCase: Bool) {
        pointer = .allocate(capacity: 1)
        pointer.initialize(to: JSONWriter())
        sparesCase = sparingCase
    }

    deinit {
        pointer.deinitialize(count: 1)
        pointer.deallocate()
    }

    private var writer: JSONWriter {
        @inline(__always) _read { yield pointer.pointee }
        @inline(__always) _modify { yield &pointer.pointee }
    }

    func beginObject() {
        depth += 1
        writer.beginObject()
    }

    func endObject() {
        depth -= 1
        writer.endObject()
    }

    func beginList() {
        depth += 1
        writer.beginList()
    }

    func endList() {
        depth -= 1
        writer.endList()
    }

    func beginCase(_ name: StaticString) {
        if depth == 0, sparesCase {
            caseName = name.description
        } else {
            writer.beginObject()
            writer.name(name)
        }
        depth += 1
        writer.beginObject()
    }

    func endCase() {
        depth -= 1
        writer.endObject()
        if depth > 0 || !sparesCase { writer.endObject() }
    }

    func name(_ name: StaticString) { writer.name(name) }
    func text(_ value: String) { writer.text(value) }
    func integer(_ value: Int64) { writer.integer(value) }
    func boolean(_ value: Bool) { writer.boolean(value) }

    func encode(_ value: some Encodable) {
        var bytes: [UInt8] = []
        do throws(MessageCoderError) {
            if depth == 0, sparesCase {
                caseName = try MessageCoder.encodeCase(value, into: &bytes)
            } else {
                try MessageCoder.encode(value, into: &bytes)
            }
        } catch {
            failure = failure ?? error
        }
        writer.raw(bytes)
    }

    /// Appends what was written.
    func append(to bytes: inout [UInt8]) { writer.append(from: 0, to: &bytes) }
}
