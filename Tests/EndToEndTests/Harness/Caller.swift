import Glibc
import Wire

/// A connection to a server, made anew when it has ended. For one thread at a time.
final class Caller {
    private let port: UInt16
    private var descriptor: Int32 = -1
    private var unread: [UInt8] = []

    /// How many seconds an answer is waited for.
    private let patience: Int

    init(_ port: UInt16, patience: Int = 30) {
        self.port = port
        self.patience = patience
    }

    deinit { hangUp() }

    struct Gone: Error {}

    func hangUp() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
        unread = []
    }

    func connect() throws {
        hangUp()
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        descriptor = socket(AF_INET, type, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw Gone() }
        var time = timeval(tv_sec: patience, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, size)
    }

    /// Sends what can be sent: a server that has refused may be gone before the end.
    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return }
            rest = rest.dropFirst(sent)
        }
    }

    /// Sends bytes as they are, on a new connection, and waits for an answer.
    func exchange(_ bytes: [UInt8], halfClosing: Bool = false) throws -> Answer? {
        try connect()
        send(bytes)
        if halfClosing { shutdown(descriptor, Int32(SHUT_WR)) }
        return receive(withoutBody: bytes.starts(with: "HEAD ".utf8))
    }

    func exchange(_ text: String) throws -> Answer? { try exchange(Array(text.utf8)) }

    func call(
        _ method: String,
        _ path: String,
        _ body: [UInt8]? = nil,
        _ fields: [String: String] = [:]
    ) throws -> Answer {
        var fields = fields
        if let body {
            fields["Content-Length"] = "\(body.count)"
            if fields["Content-Type"] == nil { fields["Content-Type"] = "application/json" }
        }
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
        for (name, value) in fields { head += "\(name): \(value)\r\n" }
        let bytes = Array((head + "\r\n").utf8) + (body ?? [])
        let isOpen = descriptor >= 0
        if !isOpen { try connect() }
        send(bytes)
        if let answer = receive(withoutBody: method == "HEAD") { return answer }
        // A connection that has been idle may have ended; a call with a body is not sent twice.
        guard isOpen, body == nil else { throw Gone() }
        try connect()
        send(bytes)
        guard let answer = receive(withoutBody: method == "HEAD") else { throw Gone() }
        return answer
    }

    /// The next answer. Nil when the connection ends before, or time does.
    func receive(withoutBody: Bool = false) -> Answer? {
        while true {
            if let end = unread.firstRange(of: Array("\r\n\r\n".utf8)) {
                let head = String(decoding: unread[..<end.lowerBound], as: UTF8.self)
                guard let shape = Answer(head: head, body: []) else { return nil }
                let length =
                    withoutBody || shape.status < 200
                    ? 0 : Int(shape.field("Content-Length") ?? "0") ?? 0
                if unread.count - end.upperBound >= length {
                    let body = Array(unread[end.upperBound..<(end.upperBound + length)])
                    unread.removeFirst(end.upperBound + length)
                    if shape.status < 200 { continue }
                    if shape.field("Connection")?.lowercased() == "close" { hangUp() }
                    return Answer(head: head, body: body)
                }
            }
            guard readMore() else {
                hangUp()
                return nil
            }
        }
    }

    /// Sends bytes as they are, on a new connection, and gives all that comes until the server ends
    /// it. Nil when it does not.
    func everything(after text: String) throws -> String? {
        try connect()
        send(Array(text.utf8))
        while readMore() {}
        let isEnded = errno != EAGAIN
        defer { hangUp() }
        return isEnded ? String(decoding: unread, as: UTF8.self) : nil
    }

    private func readMore() -> Bool {
        errno = 0
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        unread += buffer[..<count]
        return true
    }
}
