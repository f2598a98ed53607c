import Foundation
import Testing

/// The same as `CrowdTests` of the server, for the binary that is shipped: there the C library has
/// to find our `epoll_wait` in a program, which only the way it is linked makes sure.
@Suite("Requests that reach the shipped binary at the same moment", .apart)
struct CrowdedTests {
    /// The C library takes 128 events at a time.
    @Test(arguments: [127, 128, 129, 256])
    func `are all answered, whether or not another one follows`(_ count: Int) throws {
        let server = try Server("--threads", "1")
        let request = Array("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        let callers = (0..<count).map { _ in Caller(server.port, patience: 5) }
        for caller in callers { #expect(try caller.exchange(request)?.status == 200) }
        server.child.send(SIGSTOP)
        try until("all threads stand still") { try states(of: server.child.pid) == ["T"] }
        for caller in callers { caller.send(request) }
        server.child.send(SIGCONT)
        let answered = callers.prefix { $0.receive()?.status == 200 }.count
        #expect(answered == count)
        #expect(try server.stop() == 0)
    }

    /// What the threads of a process do, in the letters of proc(5).
    private func states(of process: pid_t) throws -> Set<Substring> {
        let tasks = "/proc/\(process)/task"
        return Set(
            try FileManager.default.contentsOfDirectory(atPath: tasks).compactMap { task in
                try String(contentsOfFile: "\(tasks)/\(task)/stat", encoding: .utf8)
                    .split(separator: ") ").last?.prefix(1)
            }
        )
    }
}
