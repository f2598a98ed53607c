/// Why a path or a query cannot be read.
public enum HTTPTargetError: String, Error, Sendable {
    /// A `%` without two hexadecimal digits after it.
    case malformedEscape
    /// Decoded, the bytes are not UTF-8.
    case invalidUTF8
    /// Decoded, there is a NUL in it, which no name of ours has and C would end at.
    case nul
}

/// Text with its percent-escapes undone. A `+` stays a `+`.
public func percentDecoded(_ text: some StringProtocol) throws(HTTPTargetError) -> String {
    try decoded(text, plusIsSpace: false)
}

/// The parts of a path between its slashes, decoded one by one, so an escaped slash divides
/// nothing. `/a/b` has two, `/a/` has `a` and an empty one, `/` has none.
public func pathSegments(_ path: String) throws(HTTPTargetError) -> [String] {
    let relative = path.hasPrefix("/") ? path.dropFirst() : path[...]
    guard !relative.isEmpty else { return [] }
    var segments: [String] = []
    for part in relative.split(separator: "/", omittingEmptySubsequences: false) {
        segments.append(try percentDecoded(part))
    }
    return segments
}

/// The pairs of a query, decoded, in the order sent. `+` is a space; a name without `=` has an
/// empty value; nothing between two `&` is no pair.
public func queryItems(_ query: String) throws(HTTPTargetError) -> [HTTPField] {
    var items: [HTTPField] = []
    for pair in query.split(separator: "&") {
        let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = try decoded(halves.first ?? "", plusIsSpace: true)
        let value = halves.count > 1 ? try decoded(halves[1], plusIsSpace: true) : ""
        items.append(HTTPField(name, value))
    }
    return items
}

private func decoded(
    _ text: some StringProtocol,
    plusIsSpace: Bool
) throws(HTTPTargetError) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var source = text.utf8.makeIterator()
    while let byte = source.next() {
        switch byte {
        case UInt8(ascii: "%"):
            guard let high = hexadecimal(source.next()), let low = hexadecimal(source.next()) else {
                throw .malformedEscape
            }
            bytes.append(high << 4 | low)
        case UInt8(ascii: "+") where plusIsSpace:
            bytes.append(UInt8(ascii: " "))
        default:
            bytes.append(byte)
        }
    }
    guard !bytes.contains(0) else { throw .nul }
    guard let decoded = String(validating: bytes, as: UTF8.self) else { throw .invalidUTF8 }
    return decoded
}

private func hexadecimal(_ digit: UInt8?) -> UInt8? {
    switch digit {
    case .some(let digit) where digit >= UInt8(ascii: "0") && digit <= UInt8(ascii: "9"):
        digit - UInt8(ascii: "0")
    case .some(let digit) where digit >= UInt8(ascii: "a") && digit <= UInt8(ascii: "f"):
        digit - UInt8(ascii: "a") + 10
    case .some(let digit) where digit >= UInt8(ascii: "A") && digit <= UInt8(ascii: "F"):
        digit - UInt8(ascii: "A") + 10
    default: nil
    }
}
