import CHTTPParser
import Glibc

/// Makes answers as they go over the wire, one after the other, in the same piece of memory. Used
/// by one thread.
package final class AnswerWriter {
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

    /// More room than twice this is given back after an answer.
    private static let keptRoom = 65_536

    private var room = UnsafeMutablePointer<UInt8>.allocate(capacity: keptRoom)
    private var capacity = keptRoom
    private var count = 0
    private var date = DateField()

    package init() {}

    deinit { room.deallocate() }

    /// The answer that was made last, until the next one is.
    package var bytes: Bytes { Bytes(start: room, count: count) }

    package func write(_ response: HTTPResponse, to asked: Asked) {
        count = 0
        if capacity > 2 * Self.keptRoom { resize(to: Self.keptRoom) }
        let status = (200...599).contains(response.status) ? response.status : 500
        let hasNoBody = status == 204 || status == 304
        add("HTTP/1.1 ")
        add(number: status)
        add(" ")
        addReason(status)
        for field in response.fields { add(field) }
        add(date.bytes())
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
        if !hasNoBody, !asked.isForHead { add(response.body) }
    }

    /// Adds a field, unless it would say something about framing, which is ours to say, or end a
    /// line, which nothing may do but we.
    private func add(_ field: HTTPField) {
        let before = count
        add("\r\n")
        let name = place(field.name)
        add(": ")
        let value = place(field.value)
        if !isToken(bytes.part(name)) || isFraming(bytes.part(name))
            || !bytes.part(value).allSatisfy(isTextByte)
        {
            count = before
        }
    }

    private func isFraming(_ name: Bytes) -> Bool {
        name.isNamed("content-length") || name.isNamed("transfer-encoding")
            || name.isNamed("connection")
    }

    private func addReason(_ status: Int) {
        guard let phrase = http_status_str(http_status(rawValue: UInt32(status))) else { return }
        let text = UnsafeRawBufferPointer(start: phrase, count: strlen(phrase))
        if text.first != UInt8(ascii: "<") { add(text) }
    }

    private func add(number: Int) {
        if number >= 10 { add(number: number / 10) }
        withUnsafeBytes(of: UInt8(ascii: "0") + UInt8(max(number, 0) % 10), add)
    }

    private func add(_ text: StaticString) {
        text.withUTF8Buffer { add(UnsafeRawBufferPointer($0)) }
    }

    private func add(_ more: [UInt8]) { more.withUnsafeBytes(add) }

    /// Adds it, and says where it lies.
    private func place(_ text: String) -> Range<Int> {
        let start = count
        let isAdded: Void? = text.utf8.withContiguousStorageIfAvailable {
            add(UnsafeRawBufferPointer($0))
        }
        if isAdded == nil { add(Array(text.utf8)) }
        return start..<count
    }

    private func add(_ more: UnsafeRawBufferPointer) {
        guard let start = more.baseAddress else { return }
        if more.count > capacity - count { resize(to: max(2 * capacity, count + more.count)) }
        memcpy(room + count, start, more.count)
        count += more.count
    }

    private func resize(to size: Int) {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
        memcpy(larger, room, count)
        room.deallocate()
        (room, capacity) = (larger, size)
    }
}

/// The field `Date`, with the line end before it. Made once a second.
private struct DateField {
    private var second: time_t = -1
    private var known: [UInt8] = []

    mutating func bytes() -> [UInt8] {
        let now = time(nil)
        if now != second {
            second = now
            known = Array((httpDate(now).map { "\r\nDate: \($0)" } ?? "").utf8)
        }
        return known
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
