/// A member's name as it is written, with its quotes and its colon: worked out once, for members
/// that are written again and again.
public struct JSONName: Sendable {
    let bytes: [UInt8]

    public init(_ name: String) {
        var writer = JSONWriter(capacity: name.utf8.count + 4)
        writer.name(name)
        bytes = writer.takeBytes()
    }
}

extension JSONWriter {
    /// The name of the member whose value comes next.
    public mutating func name(_ name: JSONName) {
        if takeComma() { append(Byte.comma) }
        name.bytes.withUnsafeBufferPointer { append($0) }
        nameHasEnded()
    }
}
