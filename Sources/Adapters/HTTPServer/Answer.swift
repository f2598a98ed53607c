import CMicrohttpd
import Glibc
import HTTP

/// The time as the field `Date` has it, in GMT. Nil when the system cannot say.
private func httpDate() -> String? {
    var now = time(nil)
    var parts = tm()
    guard gmtime_r(&now, &parts) != nil else { return nil }
    // The C locale is in force as long as nobody sets another.
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
        guard let start = text.baseAddress,
            strftime(start, text.count, "%a, %d %b %Y %H:%M:%S GMT", &parts) > 0
        else { return nil }
        return String(cString: start)
    }
}

/// A response in the C library's form.
///
/// Sendable although it holds a pointer: the library counts with a lock who uses a response, and
/// nobody changes it.
final class PreparedAnswer: @unchecked Sendable {
    private let response: OpaquePointer
    private let status: Int

    fileprivate init(_ response: OpaquePointer, status: Int) {
        self.response = response
        self.status = status
    }

    deinit { MHD_destroy_response(response) }

    /// `NO`, which ends the connection, when it cannot be sent.
    func queue(on connection: OpaquePointer) -> MHD_Result {
        queueAnswer(response, status: status, on: connection)
    }
}

/// A response on its way out.
struct Answer {
    private let response: HTTPResponse
    private let isLast: Bool

    /// With `isLast` the connection ends after it.
    init(_ response: HTTPResponse, isLast: Bool) {
        self.response = response
        self.isLast = isLast
    }

    /// `NO`, which ends the connection, when it cannot be sent.
    func queue(on connection: OpaquePointer) -> MHD_Result {
        guard let prepared = prepared() else { return .NO }
        return prepared.queue(on: connection)
    }

    /// As the C library sends it, any number of times. Nil when there is no memory for it.
    func prepared() -> PreparedAnswer? {
        let made = response.body.withUnsafeBytes { bytes in
            // The library only reads, and copies at once.
            let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
            return MHD_create_response_from_buffer(bytes.count, start, .RESPMEM_MUST_COPY)
        }
        guard let made else { return nil }
        for field in fields { MHD_add_response_header(made, field.name, field.value) }
        MHD_add_response_header(made, "X-Content-Type-Options", "nosniff")
        if isLast { MHD_add_response_header(made, "Connection", "close") }
        return PreparedAnswer(made, status: status)
    }

    /// Writes it to a socket whose request the C library will not let us answer. Tries once:
    /// such a client gets no second chance.
    func write(to socket: CInt) {
        var head = "HTTP/1.1 \(status) \(reason)\r\n"
        for field in fields { head += "\(field.name): \(field.value)\r\n" }
        if let date = httpDate() { head += "Date: \(date)\r\n" }
        head += "X-Content-Type-Options: nosniff\r\nConnection: close\r\n"
        head += "Content-Length: \(response.body.count)\r\n\r\n"
        let bytes = Array(head.utf8) + response.body
        _ = bytes.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, flags) }
    }

    private var flags: CInt { CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT) }

    private var status: Int { (200...599).contains(response.status) ? response.status : 500 }

    private var reason: String {
        guard let phrase = MHD_get_reason_phrase_for(UInt32(status)) else { return "" }
        return String(cString: phrase)
    }

    private var fields: some Sequence<HTTPField> { response.fields.lazy.filter(isSendable) }

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
