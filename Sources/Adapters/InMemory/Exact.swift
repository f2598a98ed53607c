/// A text as its bytes. Two texts that only look the same are two; order is the order of bytes, as
/// in the other stores.
struct Exact: Hashable, Comparable {
    let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }

    static func < (a: Self, b: Self) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
}
