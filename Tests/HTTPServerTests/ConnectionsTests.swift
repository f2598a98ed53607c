import CLinux
import Glibc
import HTTP
import Testing

@testable import HTTPServer

@Suite("The connections of an event loop") struct ConnectionsTests {
    private let core: Core
    private let loop: EventLoop
    private var connections = Connections()

    init() throws {
        core = Core(limits: HTTPLimits(), responder: Recorder(), port: 0)
        loop = try #require(EventLoop(core: core))
    }

    private func connection(_ descriptor: CInt) -> Connection {
        Connection(descriptor, on: loop, core: core)
    }

    /// Takes out those whose time is up, as the event loop does. Returns how many, each time.
    private mutating func endDue(at now: Int64, isLate: Bool = false) -> [Int] {
        var counts: [Int] = []
        while true {
            let due = connections.due(at: now, isLate: isLate)
            counts.append(due.some.count)
            for connection in due.some { connections.remove(connection) }
            if due.areAll { return counts }
        }
    }

    @Test mutating func `are found by their descriptors`() {
        let five = connection(5)
        #expect(connections.isEmpty)
        connections.add(five, deadline: 10)
        #expect(!connections.isEmpty)
        #expect(connections[5] === five)
        for other: CInt in [-1, 0, 4, 6, .max] { #expect(connections[other] == nil) }
        // One that has gone cannot take along who got its descriptor.
        let next = connection(5)
        connections.remove(five)
        connections.add(next, deadline: 20)
        connections.remove(five)
        connections.setDeadline(of: five, 0)
        #expect(connections[5] === next && !connections.isEmpty)
        #expect(connections.due(at: 19, isLate: false).some.isEmpty)
        #expect(connections.due(at: 20, isLate: false).some.map(\.descriptor) == [5])
        connections.remove(next)
        #expect(connections.isEmpty && connections.all.isEmpty)
    }

    @Test mutating func `whose time is up together are ended a few at a time, and nobody else`() {
        for descriptor in 0..<220 {
            connections.add(connection(CInt(descriptor)), deadline: descriptor < 200 ? 99 : .max)
        }
        #expect(endDue(at: 98) == [0])
        #expect(endDue(at: 100) == [64, 64, 64, 8])
        #expect(connections.all.map(\.descriptor) == Array(200..<220))
        #expect(endDue(at: .max - 1) == [0])
    }

    /// A client that was refused and sends on, faster than it is read.
    @Test func `that always have something to read take turns`() throws {
        var ends: [CInt] = [-1, -1]
        try #require(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0)
        defer { Glibc.close(ends[1]) }
        var room: CInt = 1 << 22
        setsockopt(ends[1], SOL_SOCKET, SO_SNDBUF, &room, socklen_t(MemoryLayout<CInt>.size))
        let flood = Array("GET / b HTTP/1.1\r\n\r\n".utf8) + Array(repeating: 120, count: 390_000)
        let sent = send(ends[1], flood, flood.count, CInt(MSG_DONTWAIT))
        try #require(sent > 5 * loop.input.count, "there is no room for it: \(sent)")
        let connection = connection(ends[0])
        connection.happened(
            cepoll_change(descriptor: ends[0], readable: 1, writable: 0, ended: 0, broken: 0)
        )
        var left: CInt = 0
        #expect(ioctl(ends[0], UInt(FIONREAD), &left) == 0)
        #expect(Int(left) == sent - 4 * loop.input.count)
        loop.nextTurns()
        #expect(ioctl(ends[0], UInt(FIONREAD), &left) == 0)
        #expect(left == 0)
        connection.close()
    }

    @Test mutating func `are let be while the event loop is late, but not for ever`() {
        connections.add(connection(1), deadline: 10_000)
        #expect(endDue(at: 14_999, isLate: true) == [0])
        #expect(endDue(at: 15_000, isLate: true) == [1])
    }
}
