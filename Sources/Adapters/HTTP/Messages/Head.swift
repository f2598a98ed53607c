/// The first line and the header fields of a request: where their parts lie in the bytes that
/// begin with the first one of the request, and whether these bytes are nothing but those parts.
///
/// The parser says where the parts are. It lets pass what others read differently: repeated
/// fields, names with spaces in them, folded lines, bare line feeds. Any of these can hide a
/// second request from a proxy. So every byte between the parts is looked at again.
struct Head {
    /// What follows a head.
    struct Framing: Equatable {
        var bodyLength: Int?
        var isChunked = false
    }

    var method = 0..<0
    private(set) var target = 0..<0
    private(set) var fields: [HTTPFields.Place] = []
    private var isInValue = false

    mutating func removeAll() {
        method = 0..<0
        target = 0..<0
        fields.removeAll(keepingCapacity: true)
        isInValue = false
    }

    /// Takes some of the target.
    mutating func takeTarget(_ part: Range<Int>, limits: MessageLimits) throws(Refusal) {
        target = target.isEmpty ? part : joined(target, part)
        guard target.count <= limits.targetBytes else {
            throw .targetTooLong(limit: limits.targetBytes)
        }
    }

    /// Takes some of a name, of a new field or of the one whose name was begun.
    mutating func takeName(_ part: Range<Int>, limits: MessageLimits) throws(Refusal) {
        if !isInValue, let last = fields.indices.last {
            let name = joined(fields[last].name, part)
            fields[last] = HTTPFields.Place(name: name, value: name.upperBound..<name.upperBound)
            return
        }
        guard fields.count < limits.fieldCount else {
            throw .headTooLarge("There are more than \(limits.fieldCount) header fields.")
        }
        fields.append(HTTPFields.Place(name: part, value: part.upperBound..<part.upperBound))
        isInValue = false
    }

    /// Takes some of a value. Of an empty one the parser says that it is where the next line is.
    mutating func takeValue(_ part: Range<Int>) {
        guard let last = fields.indices.last else { return }
        defer { isInValue = true }
        let value = fields[last].value
        if value.isEmpty {
            fields[last].value = part.isEmpty ? value : part
        } else if part.lowerBound == value.upperBound {
            fields[last].value = joined(value, part)
        }
        // Else it goes on behind the end of a line, and `check` finds that line.
    }

    private func joined(_ first: Range<Int>, _ second: Range<Int>) -> Range<Int> {
        first.lowerBound..<max(first.upperBound, second.upperBound)
    }
}

extension Head {
    /// Checks that `bytes` begin with this head and nothing else, and says what follows it.
    ///
    /// - Returns: The framing, and where the head ends.
    func check(
        _ bytes: Bytes,
        version: HTTPVersion?,
        limits: MessageLimits
    ) throws(Refusal) -> (framing: Framing, end: Int) {
        let word = try self.target(in: bytes)
        guard let version else { throw .version }
        var position = target.upperBound + 1
        guard bytes.has(0x20, at: method.upperBound), target.lowerBound == method.upperBound + 1,
            bytes.has(0x20, at: target.upperBound), bytes.has(version.name, at: position)
        else { throw .malformed("The first line is malformed.") }
        position += version.name.utf8CodeUnitCount
        var framing = Framing()
        var hosts = 0
        for field in fields {
            try check(field, in: bytes, from: &position)
            let value = trimmed(field.value, in: bytes)
            switch field.name.count {
            case 4 where bytes.part(field.name).isNamed("host"):
                hosts += 1
            case 14 where bytes.part(field.name).isNamed("content-length"):
                guard framing.bodyLength == nil else {
                    throw .malformed("There are two Content-Lengths.")
                }
                framing.bodyLength = try length(bytes.part(value))
            case 17 where bytes.part(field.name).isNamed("transfer-encoding"):
                guard !framing.isChunked, bytes.part(value).isNamed("chunked") else {
                    throw .malformed("The only Transfer-Encoding known here is chunked, once.")
                }
                framing.isChunked = true
            default: break
            }
        }
        let end = position + 4
        guard bytes.hasLineEnd(at: position), bytes.hasLineEnd(at: position + 2) else {
            throw .malformed("A header line is malformed.")
        }
        guard end - method.lowerBound - 2 <= limits.headerBytes else {
            throw .headTooLarge("The header is larger than \(limits.headerBytes) bytes.")
        }
        try check(framing, version, hosts: hosts, limits: limits)
        guard isFit(word, for: bytes.part(method)) else {
            throw .malformed("The target must begin with a slash.")
        }
        return (framing, end)
    }

    /// Checks the line of a field, from the end of the line before it to its own.
    private func check(
        _ field: HTTPFields.Place,
        in bytes: Bytes,
        from position: inout Int
    ) throws(Refusal) {
        guard isToken(bytes.part(field.name)) else {
            throw .malformed("The name of a header field is not a word.")
        }
        guard bytes.part(field.value).allSatisfy(isTextByte) else {
            throw .malformed("There are control characters in a header field.")
        }
        guard bytes.hasLineEnd(at: position), field.name.lowerBound == position + 2,
            bytes.has(UInt8(ascii: ":"), at: field.name.upperBound)
        else { throw .malformed("A header line is malformed.") }
        position = field.name.upperBound + 1
        while bytes.has(0x20, at: position) || bytes.has(0x09, at: position) { position += 1 }
        if !field.value.isEmpty {
            guard field.value.lowerBound == position else {
                throw .malformed("A header line is malformed.")
            }
            position = field.value.upperBound
        }
    }

    private func check(
        _ framing: Framing,
        _ version: HTTPVersion,
        hosts: Int,
        limits: MessageLimits
    ) throws(Refusal) {
        switch version {
        case .one:
            guard hosts <= 1 else { throw .malformed("There is more than one Host.") }
            guard !framing.isChunked else {
                throw .malformed("HTTP/1.0 knows no Transfer-Encoding.")
            }
        case .oneOne:
            guard hosts == 1 else { throw .malformed("There must be exactly one Host.") }
        }
        guard !framing.isChunked || framing.bodyLength == nil else {
            throw .malformed("Content-Length and Transfer-Encoding exclude one another.")
        }
        guard (framing.bodyLength ?? 0) <= limits.bodyBytes else {
            throw .bodyTooLarge(limit: limits.bodyBytes)
        }
    }

    private func length(_ digits: Bytes) throws(Refusal) -> Int {
        guard !digits.isEmpty,
            digits.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") })
        else { throw .malformed("The Content-Length is not a number.") }
        return digits.reduce(0) { total, digit in
            let (tens, overflow) = total.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(Int(digit &- UInt8(ascii: "0")))
            return overflow || carry ? Int.max : sum
        }
    }
}

extension Head {
    /// The target as sent. Refused when there are characters in it that no target has.
    private func target(in bytes: Bytes) throws(Refusal) -> Bytes {
        let word = bytes.part(target)
        guard word.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .malformed("The target has characters in it that must be percent-encoded.")
        }
        return word
    }

    private func isFit(_ word: Bytes, for method: Bytes) -> Bool {
        word.first == UInt8(ascii: "/")
            || (word.isNamed("*") && method.has("OPTIONS", at: 0) && method.count == 7)
    }

    /// What is before the first `?` of the target and what is behind it, as sent.
    func pathAndQuery(in bytes: Bytes) -> (path: String, query: String?) {
        let word = bytes.part(target)
        guard let mark = word.firstIndex(of: UInt8(ascii: "?")) else {
            return (String(decoding: word, as: UTF8.self), nil)
        }
        let query = word.part(mark + 1..<max(mark + 1, word.count))
        return (
            String(decoding: word.part(0..<mark), as: UTF8.self),
            String(decoding: query, as: UTF8.self)
        )
    }

    /// The path of a head that may be incomplete or wrong. Empty where it cannot be trusted.
    func trustedPath(in bytes: Bytes, limits: MessageLimits) -> String {
        guard target.count <= limits.targetBytes, bytes.has(0x20, at: target.upperBound),
            (try? self.target(in: bytes))?.first == UInt8(ascii: "/")
        else { return "" }
        return pathAndQuery(in: bytes).path
    }

    /// The first field of that name, which must be in lower case.
    func place(of name: StaticString, in bytes: Bytes) -> HTTPFields.Place? {
        fields.first { bytes.part($0.name).isNamed(name) }
    }

    func value(of field: HTTPFields.Place, in bytes: Bytes) -> Bytes {
        bytes.part(trimmed(field.value, in: bytes))
    }

    /// Whether the client means to use the connection again (RFC 9112, 9.3). The parser takes a
    /// word with a tab beside it for another one.
    func keepsAlive(in bytes: Bytes, version: HTTPVersion) -> Bool {
        var isKept = version == .oneOne
        for field in fields where bytes.part(field.name).isNamed("connection") {
            for word in bytes.part(field.value).split(separator: UInt8(ascii: ",")) {
                let word = Bytes(rebasing: word).withoutBlanks
                if word.isNamed("close") { return false }
                if word.isNamed("keep-alive") { isKept = true }
            }
        }
        return isKept
    }

    /// A copy of the fields.
    func fields(in bytes: Bytes) -> HTTPFields {
        HTTPFields(
            head: Array(bytes.part(0..<(fields.last?.value.upperBound ?? 0))),
            fields.map {
                HTTPFields.Place(name: $0.name, value: trimmed($0.value, in: bytes))
            }
        )
    }

    /// Without the spaces and tabs at its end, which are not part of a value.
    private func trimmed(_ value: Range<Int>, in bytes: Bytes) -> Range<Int> {
        var end = value.upperBound
        while end > value.lowerBound,
            bytes.has(0x20, at: end - 1) || bytes.has(0x09, at: end - 1)
        {
            end -= 1
        }
        return value.lowerBound..<end
    }
}

/// The versions served.
package enum HTTPVersion: Sendable {
    case one
    case oneOne

    /// Nil when it is another.
    init?(major: UInt16, minor: UInt16) {
        switch (major, minor) {
        case (1, 0): self = .one
        case (1, 1): self = .oneOne
        default: return nil
        }
    }

    var name: StaticString {
        switch self {
        case .one: "HTTP/1.0"
        case .oneOne: "HTTP/1.1"
        }
    }
}
