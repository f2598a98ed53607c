import Glibc
import Synchronization
import Threads

/// A server of a few lines: one thread for each connection, and an answer decided by the test.
final class FakeServer: Sendable {
    let port: UInt16
    private let listener: Int32
    private let served = Atomic<Int>(0)
    private let used = Monitor<Set<Int32>>([])
    private let thread = Monitor<WorkerThread?>(nil)
    private let answer: @Sendable (Int, String) -> String

    /// - Parameter answer: From the number of the request, counting from 1, and its first line to
    ///   the whole answer.
    init(answer: @escaping @Sendable (Int, String) -> String) throws {
        self.answer = answer
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = listener
        let code = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, size) | listen(socket, 256) | getsockname(socket, $0, &size)
            }
        }
        guard code == 0 else { throw NoServer() }
        port = UInt16(bigEndian: address.sin_port)
        thread.locked { $0 = WorkerThread { [self] in letIn() } }
    }

    var requests: Int { served.load(ordering: .relaxed) }
    /// On how many connections requests have come.
    var usedConnections: Int { used.locked { $0.count } }

    /// Ends the thread that lets connections in; theirs end with their clients.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        let worker = thread.locked { thread in
            let worker = thread
            thread = nil
            return worker
        }
        worker?.join()
        close(listener)
    }

    private func letIn() {
        var workers: [WorkerThread] = []
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { break }
            if let worker = WorkerThread({ [self] in serve(client) }) { workers.append(worker) }
        }
        for worker in workers { worker.join() }
    }

    private func serve(_ client: Int32) {
        defer { close(client) }
        var yes: Int32 = 1
        setsockopt(client, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, 4)
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = recv(client, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            used.locked { _ = $0.insert(client) }
            let request = String(decoding: buffer.prefix(count), as: UTF8.self)
            let line = String(request.prefix { $0 != "\r\n" })
            let number = served.wrappingAdd(1, ordering: .relaxed).newValue
            let text = Array(answer(number, line).utf8)
            guard !text.isEmpty else { return }
            // In two pieces, as networks like to do.
            for piece in [text.prefix(9), text.dropFirst(9)] {
                let sent = Array(piece)
                guard Glibc.send(client, sent, sent.count, Int32(MSG_NOSIGNAL)) > 0 else { return }
            }
        }
    }
}

struct NoServer: Error {}

/// An answer with a body.
func http(_ status: Int, _ fields: String = "", _ body: String = "{}") -> String {
    "HTTP/1.1 \(status) Word\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)"
}
