import CHTTPParser
import Glibc

/// Makes answers as they go over the wire, one after the other, in the same piece of memory.
package struct AnswerWriter {
    /// What an answer must heed of the request.
    package struct Asked {
        package var version: HTTPVersion
        /// Whether the body is left out, but not its length.
        package var isForHead: Bool
        /// Whether the connection ends after it.
        package var isLast: Bool

        package init(version: HTTPVersion, isForHead: Bool, isLast: Bool) {
            self.version = version
            self.isForHead = isForHead
            self.isLast = isLast
        }

        /// Whether nothing of this changes what is said to most.
        package var isOfMost: Bool { version == .oneOne && !isForHead && !isLast }
    }

    /// More room than this is given back after an answer.
    private static let keptRoom = 65_536

    package private(set) var bytes: [UInt8] = []
    private var date = DateField()

    package init() { bytes.reserveCapacity(Self.keptRoom) }

    /// Makes the answer, which is in `bytes` until the next one is made.
    package mutating func write(_ response: HTTPResponse, to asked: Asked) {
        bytes.removeAll(keepingCapacity: bytes.capacity <= 2 * Self.keptRoom)
        let status = (200...599).contains(response.status) ? response.status : 500
        let hasNoBody = status == 204 || status == 304
        add("HTTP/1.1 ")
        add(number: status)
        add(" ")
        addReason(status)
        for field in response.fields where isSendable(field) {
            add("\r\n")
            bytes.append(contentsOf: field.name.utf8)
            add(": ")
            bytes.append(contentsOf: field.value.utf8)
        }
        date.add(to: &bytes)
        add("\r\nX-Content-Type-Options: nosniff")
        if asked.isLast {
            add("\r\nConnection: close")
        } else if asked.version == .one {
            add("\r\nConnection: keep-alive")
        }
        if !hasNoBody {
            add("\r\nContent-Length: ")
            add(number: response.body.count)
        }
        add("\r\n\r\n")
        if !hasNoBody, !asked.isForHead { bytes.append(contentsOf: response.body) }
    }

    private mutating func add(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func add(number: Int) {
        guard number >= 10 else { return bytes.append(UInt8(ascii: "0") + UInt8(max(number, 0))) }
        add(number: number / 10)
        bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    private mutating func addReason(_ status: Int) {
        guard let phrase = http_status_str(http_status(rawValue: UInt32(status))) else { return }
        let text = UnsafeRawBufferPointer(start: phrase, count: strlen(phrase))
        if text.first != UInt8(ascii: "<") { bytes.append(contentsOf: text) }
    }

    /// Framing is ours to say, and nothing may end a line but we.
    private func isSendable(_ field: HTTPField) -> Bool {
        guard isToken(field.name.utf8), isText(field.value) else { return false }
        switch field.name.utf8.count {
        case 14: return field.name.lowercased() != "content-length"
        case 17: return field.name.lowercased() != "transfer-encoding"
        case 10: return field.name.lowercased() != "connection"
        default: return true
        }
    }
}

/// The field `Date`, with the line end before it. Made once a second.
private struct DateField {
    private var second: time_t = -1
    private var bytes: [UInt8] = []

    mutating func add(to answer: inout [UInt8]) {
        let now = time(nil)
        if now != second {
            second = now
            bytes = Array((httpDate(now).map { "\r\nDate: \($0)" } ?? "").utf8)
        }
        answer.append(contentsOf: bytes)
    }

    /// The time in GMT, in the form of RFC 9110. Nil when the system cannot say.
    private func httpDate(_ second: time_t) -> String? {
        var second = second
        var parts = tm()
        guard gmtime_r(&second, &parts) != nil else { return nil }
        // The C locale is in force as long as nobody sets another.
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
            guard let start = text.baseAddress,
                strftime(start, text.count, "%a, %d %b %Y %H:%M:%S GMT", &parts) > 0
            else { return nil }
            return String(cString: start)
        }
    }
}
