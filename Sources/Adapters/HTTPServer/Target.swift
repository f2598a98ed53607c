import Glibc

/// The second word of a request line.
struct Target {
    let path: String
    let query: String?

    static let unknown = Target(path: "", query: nil)

    private init(path: String, query: String?) {
        self.path = path
        self.query = query
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
        guard let mark = bytes.firstIndex(of: UInt8(ascii: "?")) else {
            self.init(path: String(decoding: bytes, as: UTF8.self), query: nil)
            return
        }
        let path = UnsafeRawBufferPointer(rebasing: bytes[..<mark])
        let query = UnsafeRawBufferPointer(rebasing: bytes[(mark + 1)...])
        self.init(
            path: String(decoding: path, as: UTF8.self),
            query: String(decoding: query, as: UTF8.self)
        )
    }

    func isFit(for method: String) -> Bool {
        path.utf8.first == UInt8(ascii: "/")
            || (method == "OPTIONS" && path == "*" && query == nil)
    }
}
