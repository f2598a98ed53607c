import Glibc
import Testing

/// A client that sends exactly the bytes it is told to.
final class RawClient {
    private let socket = Socket()
    private var unread: [UInt8] = []
    /// Whether the server has torn the connection down instead of ending it.
    private(set) var isReset = false

    private var descriptor: CInt { socket.descriptor }

    init(_ port: UInt16, timeoutMilliseconds: Int = 4_000) throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Refused(code: errno) }
        var time = timeval(
            tv_sec: timeoutMilliseconds / 1_000,
            tv_usec: timeoutMilliseconds % 1_000 * 1_000
        )
        setsockopt(
            descriptor,
            SOL_SOCKET,
            SO_RCVTIMEO,
            &time,
            socklen_t(MemoryLayout<timeval>.size)
        )
    }

    struct Refused: Error { let code: CInt }

    /// A descriptor that is closed once, also when the client does not come to be: a class that
    /// throws after its last property is set is let go like any other, so that closing in `init`
    /// and in `deinit` would close a descriptor of somebody else's.
    private struct Socket: ~Copyable {
        let descriptor = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)

        deinit { close(descriptor) }
    }

    /// Sends what can be sent: a server that has refused may be gone before the end.
    func send(_ text: String) { send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard sent > 0 else {
                isReset = true
                return
            }
            rest = rest.dropFirst(sent)
        }
    }

    /// No more will be sent; answers are still read.
    func halfClose() { shutdown(descriptor, CInt(SHUT_WR)) }

    /// Hangs up with a reset, as a crashed client does.
    func hangUp() {
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            descriptor,
            SOL_SOCKET,
            SO_LINGER,
            &linger,
            socklen_t(MemoryLayout<linger>.size)
        )
        shutdown(descriptor, CInt(SHUT_RDWR))
    }

    /// The next response. Nil when the connection ends before, or the time.
    func receive(withoutBody: Bool = false) -> Response? {
        while true {
            if let end = unread.firstRange(of: Array("\r\n\r\n".utf8)) {
                let head = String(decoding: unread[..<end.lowerBound], as: UTF8.self)
                guard let response = Response(head) else { return nil }
                let isInterim = response.status < 200
                let length = withoutBody || isInterim ? 0 : response.contentLength
                if unread.count - end.upperBound >= length {
                    var complete = response
                    let body = unread[end.upperBound..<(end.upperBound + length)]
                    complete.body = String(decoding: body, as: UTF8.self)
                    unread.removeFirst(end.upperBound + length)
                    return complete
                }
            }
            guard readMore() == .some else { return nil }
        }
    }

    /// Whether the server ends the connection, with nothing more to read before.
    func isEnded() -> Bool { unread.isEmpty && readMore() == .end }

    /// All there is to read until the server ends the connection. Nil when it does not.
    func rest() -> String? {
        while true {
            switch readMore() {
            case .some: continue
            case .end: return String(decoding: unread, as: UTF8.self)
            case .late: return nil
            }
        }
    }

    private enum Read { case some, end, late }

    private func readMore() -> Read {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 {
            unread += buffer[..<count]
            return .some
        }
        if count < 0, errno != ECONNRESET { return .late }
        if count < 0 { isReset = true }
        return .end
    }
}

struct Response {
    let status: Int
    let fields: [String: String]
    var body = ""

    init?(_ head: String) {
        let lines = head.split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count >= 2, let status = Int(words[1]) else { return nil }
        self.status = status
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let halves = line.split(separator: ":", maxSplits: 1)
            guard halves.count == 2 else { continue }
            fields[halves[0].lowercased()] = String(halves[1].drop(while: { $0 == " " }))
        }
        self.fields = fields
    }

    var contentLength: Int { fields["content-length"].flatMap { Int($0) } ?? 0 }
    var isLast: Bool { fields["connection"]?.lowercased() == "close" }
}
