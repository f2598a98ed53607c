/// A member's name as it is written, with its quotes and its colon: worked out once, for members
/// that are written again and again.
public struct JSONName: Sendable {
    let bytes: [UInt8]

    public init(_ name: String) {
        var writer = JSONWriter()
        writer.name(name)
        bytes = writer.bytes
    }
}

extension JSONWriter {
    /// The name of the member whose value comes next.
    public mutating func name(_ name: JSONName) {
        name.bytes.withUnsafeBufferPointer { raw($0) }
        wrote(0, isName: true)
    }
}
