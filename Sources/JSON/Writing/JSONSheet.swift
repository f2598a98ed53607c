import Kit

/// A sheet on which messages are written as JSON.
struct JSONSheet: MessageSheet {
    private(set) var writer: JSONWriter
    /// Whether the outermost case is not written but only named.
    private let sparesCase: Bool
    /// The outermost case, once it has begun.
    private(set) var caseName: String?
    private(set) var failure: MessageCoderError?
    private var depth = 0

    init(appendingTo bytes: consuming [UInt8], sparingCase: Bool) {
        writer = JSONWriter(appendingTo: bytes)
        sparesCase = sparingCase
    }

    mutating func beginObject() {
        depth += 1
        writer.beginObject()
    }

    mutating func endObject() {
        depth -= 1
        writer.endObject()
    }

    mutating func beginList() {
        depth += 1
        writer.beginList()
    }

    mutating func endList() {
        depth -= 1
        writer.endList()
    }

    mutating func beginCase(_ name: StaticString) {
        if depth == 0, sparesCase {
            caseName = name.description
        } else {
            writer.beginObject()
            writer.name(name)
        }
        depth += 1
        writer.beginObject()
    }

    mutating func endCase() {
        depth -= 1
        writer.endObject()
        if depth > 0 || !sparesCase { writer.endObject() }
    }

    mutating func name(_ name: StaticString) { writer.name(name) }
    mutating func text(_ value: String) { writer.text(value) }
    mutating func integer(_ value: Int64) { writer.integer(value) }
    mutating func boolean(_ value: Bool) { writer.boolean(value) }

    mutating func encode(_ value: some Encodable) {
        writer.separate()
        var bytes = writer.takeBytes()
        do throws(MessageCoderError) {
            if depth == 0, sparesCase {
                caseName = try MessageCoder.encodeCase(value, into: &bytes)
            } else {
                try MessageCoder.encode(value, into: &bytes)
            }
        } catch {
            failure = failure ?? error
        }
        writer.giveBack(bytes)
    }

    /// Hands the buffer over.
    mutating func takeBytes() -> [UInt8] { writer.takeBytes() }
}
