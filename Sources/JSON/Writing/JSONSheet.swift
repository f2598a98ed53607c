import Kit

/// A sheet on which messages are written as JSON.
final class JSONSheet: SheetMedium {
    private var writer = JSONWriter()
    /// Whether the outermost case is not written but only named.
    private let sparesCase: Bool
    /// The outermost case, once it has begun.
    private var caseName: String?
    private var failure: MessageCoderError?
    private var depth = 0

    init(sparingCase: Bool) { sparesCase = sparingCase }

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

    /// Appends what was written, unless something has failed. Returns the name of the outermost
    /// case where that was spared.
    func finish(into bytes: inout [UInt8]) throws(MessageCoderError) -> String {
        if let failure { throw failure }
        if sparesCase, caseName == nil {
            throw MessageCoderError(problem: "the message is no case with an object")
        }
        writer.append(from: 0, to: &bytes)
        return caseName ?? ""
    }
}
