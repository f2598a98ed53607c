import Glibc
import Threads

/// One end of a connection in the file system. One owner; closed exactly once.
struct Channel: ~Copyable {
    let descriptor: CInt
    private var unread: [UInt8] = []

    init(_ descriptor: CInt) { self.descriptor = descriptor }

    init() throws(OperatorSocketError) {
        let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        descriptor = socket(AF_UNIX, type, 0)
        guard descriptor >= 0 else { throw .failed("no socket: \(lastReason())") }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Calls the system with the path as an address.
    ///
    /// - Throws: ``OperatorSocketError/pathTooLong(_:bytes:greatest:)``
    static func address<Result>(
        of path: String,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) throws(OperatorSocketError) -> Result {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        let bytes = Array(path.utf8)
        // One byte for the end of the text.
        guard bytes.count < room else {
            throw .pathTooLong(path, bytes: bytes.count, greatest: room - 1)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    /// The next line without its end. Nil when the other side has ended before one was whole.
    ///
    /// - Parameters:
    ///   - greatest: How many bytes it may have.
    ///   - seconds: How long it may take to come.
    ///   - isOver: Asked several times a second; nil is returned when nobody listens any more.
    mutating func line(
        upTo greatest: Int,
        within seconds: Int,
        unless isOver: () -> Bool = { false }
    ) throws(OperatorSocketError)
        -> [UInt8]?
    {
        let end = monotonicMilliseconds() + Int64(seconds) * 1_000
        var searched = 0
        while true {
            if let place = unread[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(unread[..<place])
                unread.removeFirst(place + 1)
                return line
            }
            searched = unread.count
            guard unread.count <= greatest else { throw .unreadable("the line is too long") }
            if try hears() {
                guard try read() else { return nil }
            } else if isOver() {
                return nil
            } else if monotonicMilliseconds() >= end {
                throw .unreadable("nothing came in time")
            }
        }
    }

    /// Whether something has come, or the other side has ended; waits a fifth of a second for it.
    private func hears() throws(OperatorSocketError) -> Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let count = poll(&wanted, 1, 200)
        guard count >= 0 || errno == EINTR else { throw .failed("cannot wait: \(lastReason())") }
        return count > 0
    }

    /// False when the other side has ended.
    private mutating func read() throws(OperatorSocketError) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 {
                unread += buffer[..<count]
                return true
            }
            if count == 0 || errno == ECONNRESET { return false }
            if errno != EINTR { throw .failed("cannot read: \(lastReason())") }
        }
    }

    /// False when nobody hears it, or not fast enough.
    func send(line: [UInt8]) -> Bool {
        var rest = (line + [UInt8(ascii: "\n")])[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// How long the other side may take to hear what is sent.
    func setPatience(seconds: Int) {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, size)
    }

    /// The name of who is at the other end, as the system knows it.
    var person: String {
        // Process, user, group: `struct ucred`, which is not imported.
        var credentials: [UInt32] = [0, 0, 0]
        var size = socklen_t(credentials.count * MemoryLayout<UInt32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0 else {
            return "nobody knows who"
        }
        return userName(credentials[1])
    }
}

/// What the system calls a user; the number where it knows no name.
public func userName(_ number: UInt32) -> String {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var room = [CChar](repeating: 0, count: 16_384)
    guard getpwuid_r(number, &entry, &room, room.count, &found) == 0, found != nil,
        let name = entry.pw_name
    else { return "user \(number)" }
    return String(cString: name)
}

func lastReason() -> String { String(cString: strerror(errno)) }
