import Glibc

/// The second word of a request line.
struct Target {
    let path: String
    let query: String?
    /// Where it lies in the first line. Only compared, never followed.
    private let address: Range<UInt>

    static let unknown = Target(path: "", query: nil, address: 0..<0)

    private init(path: String, query: String?, address: Range<UInt>) {
        self.path = path
        self.query = query
        self.address = address
    }

    /// Takes it as sent, before the C library decodes it in place.
    init(_ text: UnsafePointer<CChar>?, limit: Int) throws(Refusal) {
        guard let text else { throw .malformed("The request has no target.") }
        let count = strlen(text)
        guard count <= limit else { throw .targetTooLong(limit: limit) }
        let bytes = UnsafeRawBufferPointer(start: text, count: count)
        guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .malformed("The target has characters in it that must be percent-encoded.")
        }
        let start = UInt(bitPattern: text)
        let address = start..<(start &+ UInt(count))
        guard let mark = bytes.firstIndex(of: UInt8(ascii: "?")) else {
            self.init(path: String(decoding: bytes, as: UTF8.self), query: nil, address: address)
            return
        }
        let path = UnsafeRawBufferPointer(rebasing: bytes[..<mark])
        let query = UnsafeRawBufferPointer(rebasing: bytes[(mark + 1)...])
        self.init(
            path: String(decoding: path, as: UTF8.self),
            query: String(decoding: query, as: UTF8.self),
            address: address
        )
    }

    /// Whether one space, and nothing else, lies between the method and it, and between it and
    /// the version. The library passes over more, and to C a NUL is the end of a word.
    func fills(_ gap: Range<UInt>) -> Bool {
        address.lowerBound == gap.lowerBound &+ 1 && address.upperBound &+ 1 == gap.upperBound
    }

    func isFit(for method: String) -> Bool {
        path.utf8.first == UInt8(ascii: "/")
            || (method == "OPTIONS" && path == "*" && query == nil)
    }
}
