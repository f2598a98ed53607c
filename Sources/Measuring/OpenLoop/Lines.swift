import CLinux
import Glibc

/// What has become of a request.
enum Outcome {
    case answered(line: Int, Answer)
    /// The connection has ended before the answer was whole.
    case broken(line: Int)
}

/// Kept connections to one server, each with one request under way at most.
///
/// One that has ended is opened again. Used by one thread.
final class Lines {
    private let epoll: Int32
    private let port: UInt16
    private var lines: [Line]
    private var ready = [cepoll_ready](repeating: cepoll_ready(), count: 256)
    private var buffer = [CChar](repeating: 0, count: 65_536)
    /// Lines that could not be opened, and when that is tried again.
    private var closed: Queue<(line: Int, at: Int64)> = Queue()
    private var outcomes: [Outcome] = []
    /// The one that was used last is at the end, and is used next: as much of both sides' memory
    /// is touched as there are requests under way, and not all of it in turn.
    private var free: [Int] = []

    /// Opens so many connections to 127.0.0.1 and waits until they are there.
    ///
    /// - Throws: ``ClientFailure`` when a connection is not there after five seconds.
    init(to port: UInt16, count: Int, keepsBodies: Bool = false) throws(ClientFailure) {
        epoll = epoll_create1(0)
        guard epoll >= 0 else { throw ClientFailure("no epoll: \(lastError())") }
        self.port = port
        let before = AnswerReader.Before()
        lines = (0..<count).map { _ in
            Line(reader: AnswerReader(keepsBodies: keepsBodies, before: before))
        }
        for index in lines.indices { open(index) }
        let end = monotonicNanoseconds() + 5_000_000_000
        while openCount < count, monotonicNanoseconds() < end {
            _ = wait(1_000_000)
            if lines.allSatisfy({ $0.state == .closed }) { break }
        }
        guard openCount == count else {
            throw ClientFailure("\(count - openCount) connections to port \(port) do not open")
        }
        // The system says that they are open before the server has taken them in, which it does in
        // their order.
        free.reverse()
    }

    deinit {
        for line in lines where line.socket >= 0 { close(line.socket) }
        close(epoll)
    }

    private var openCount: Int { lines.count { $0.state == .idle } }

    /// One that can be used now; nil when there is none.
    func take() -> Int? {
        // One that was closed while it was free may stand there, even twice.
        while let line = free.popLast() {
            guard lines[line].state == .idle else { continue }
            lines[line].state = .held
            return line
        }
        return nil
    }

    /// Sends a request on a line that was taken, or that has just been answered.
    func send(_ bytes: [UInt8], on line: Int) {
        guard lines[line].state == .held else { return outcomes.append(.broken(line: line)) }
        lines[line].state = .busy
        lines[line].outgoing = bytes
        flush(line)
    }

    /// Makes a line free that was answered.
    func release(_ line: Int) {
        if lines[line].state == .held {
            lines[line].state = .idle
            free.append(line)
        }
    }

    /// Whether an answer is waited for.
    func isBusy(_ line: Int) -> Bool { lines[line].state == .busy }

    /// What has happened after so many nanoseconds at most.
    func wait(_ nanoseconds: Int64) -> [Outcome] {
        reopen()
        let count = cepoll_wait(epoll, &ready, outcomes.isEmpty ? max(0, nanoseconds) : 0)
        for index in 0..<max(0, Int(count)) {
            let event = ready[index]
            let line = Int(event.number)
            guard lines.indices.contains(line), lines[line].socket >= 0 else { continue }
            if lines[line].state == .connecting {
                connected(line)
                continue
            }
            if event.writable != 0 { flush(line) }
            if event.readable != 0, lines[line].socket >= 0 { receive(line) }
        }
        defer { outcomes.removeAll(keepingCapacity: true) }
        return outcomes
    }

    private func open(_ line: Int) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_NONBLOCK, 0)
        lines[line].open(socket)
        guard socket >= 0 else { return shut(line) }
        var yes: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, 4)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 || errno == EINPROGRESS else { return shut(line) }
        _ = cepoll_watch(epoll, socket, Int32(line), 1, 1)
    }

    private func connected(_ line: Int) {
        var error: Int32 = 0
        var size = socklen_t(4)
        getsockopt(lines[line].socket, SOL_SOCKET, SO_ERROR, &error, &size)
        guard error == 0 else { return shut(line) }
        _ = cepoll_watch(epoll, lines[line].socket, Int32(line), 0, 0)
        lines[line].state = .idle
        free.append(line)
    }

    /// Closes a line, and opens it again a little later.
    private func shut(_ line: Int) {
        if lines[line].socket >= 0 { close(lines[line].socket) }
        lines[line].socket = -1
        if lines[line].state == .busy { outcomes.append(.broken(line: line)) }
        lines[line].state = .closed
        closed.append((line, monotonicNanoseconds() + 20_000_000))
    }

    private func reopen() {
        while let first = closed.first, first.at <= monotonicNanoseconds() {
            _ = closed.popFirst()
            open(first.line)
        }
    }

    private func flush(_ line: Int) {
        let outgoing = lines[line].outgoing
        guard !outgoing.isEmpty else { return }
        let sent = outgoing.withUnsafeBytes {
            Glibc.send(lines[line].socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if sent < 0, errno != EAGAIN { return shut(line) }
        let isWhole = sent == outgoing.count
        lines[line].outgoing = isWhole ? [] : Array(outgoing.dropFirst(max(0, sent)))
        if isWhole == lines[line].isWatchedForWriting {
            lines[line].isWatchedForWriting = !isWhole
            _ = cepoll_watch(epoll, lines[line].socket, Int32(line), isWhole ? 0 : 1, 0)
        }
    }

    private func receive(_ line: Int) {
        let count = recv(lines[line].socket, &buffer, buffer.count, 0)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        guard count > 0 else {
            if count == 0, lines[line].state == .busy, let answer = lines[line].reader.end() {
                lines[line].state = .held
                outcomes.append(.answered(line: line, answer))
            }
            return shut(line)
        }
        do {
            guard let answer = try lines[line].reader.read(buffer, count) else { return }
            guard lines[line].state == .busy else { return shut(line) }
            lines[line].state = .held
            outcomes.append(.answered(line: line, answer))
            if !answer.keepsConnection { shut(line) }
        } catch {
            shut(line)
        }
    }
}

/// One connection.
private struct Line {
    enum State {
        case closed, connecting, idle, busy
        /// In the hands of who has taken it, with nothing under way.
        case held
    }

    let reader: AnswerReader
    var socket: Int32 = -1
    var state = State.closed
    var outgoing: [UInt8] = []
    var isWatchedForWriting = false

    init(reader: AnswerReader) { self.reader = reader }

    mutating func open(_ socket: Int32) {
        self.socket = socket
        state = .connecting
        outgoing = []
        isWatchedForWriting = false
        reader.reset()
    }
}

/// Nothing can be measured.
public struct ClientFailure: Error, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
}

private func lastError() -> String { String(cString: strerror(errno)) }
