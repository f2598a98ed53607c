import Glibc
import HTTP
import Testing
import Threads

@testable import HTTPServer

@Suite("Clients whose time is up together") struct EndingTests {
    private let clients = Clients()
    private let core = Core(limits: HTTPLimits(), responder: Recorder(), port: 0)

    /// Both ends of a connection; ours is looked after until that moment.
    private func connection(until deadline: Int64) throws -> (ours: CInt, theirs: CInt) {
        var ends: [CInt] = [-1, -1]
        try #require(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0)
        clients.add(Client(core: core, descriptor: ends[0], deadline: deadline))
        return (ends[0], ends[1])
    }

    private func hangUp(_ connections: [(ours: CInt, theirs: CInt)]) {
        for (ours, theirs) in connections {
            close(ours)
            close(theirs)
        }
    }

    private func isEnded(_ end: CInt) -> Bool {
        var byte: UInt8 = 0
        return recv(end, &byte, 1, CInt(MSG_PEEK) | CInt(MSG_DONTWAIT)) == 0
    }

    @Test func `are ended a few at a time, and nobody else`() throws {
        let now = monotonicMilliseconds()
        let late = try (0..<200).map { _ in try connection(until: now - 1) }
        let others = try (0..<20).map { _ in try connection(until: .max) }
        defer { hangUp(late + others) }
        var ended: [Int] = []
        for _ in 0..<3 {
            #expect(!clients.tick(), "there may be more")
            ended.append(late.count { isEnded($0.theirs) })
        }
        #expect(ended == [64, 128, 192])
        #expect(clients.tick(), "those were the last")
        #expect(late.count { isEnded($0.theirs) } == 200)
        #expect(others.count { isEnded($0.theirs) } == 0)
        #expect(clients.tick(), "nobody is ended twice")
    }

    @Test func `are let be while what they have sent waits to be read, but not for ever`() throws {
        let now = monotonicMilliseconds()
        let sent = try connection(until: now - 1)
        let longAgo = try connection(until: now - 5_001)
        defer { hangUp([sent, longAgo]) }
        for end in [sent, longAgo] { #expect(send(end.theirs, "x", 1, 0) == 1) }
        #expect(clients.tick())
        #expect(!isEnded(sent.theirs) && isEnded(longAgo.theirs))
        var byte: UInt8 = 0
        #expect(recv(sent.ours, &byte, 1, 0) == 1)
        #expect(clients.tick())
        #expect(isEnded(sent.theirs), "all was read, and it was not enough")
    }
}
