import Kit
import KitTesting
import Runtime
import Testing
import Threads

@Suite("A call with a key")
struct IdempotencyTests {
    @Test(arguments: Medium.allCases)
    func `is answered the same way again, also after a restart`(medium: Medium) async throws {
        let disk = try Disk(medium)
        let first = try Office(on: disk)
        let reply = try await first.ask(Stock.self, .new, .fill(pieces: 5), key: "k")
        let again = try await first.ask(Stock.self, .new, .fill(pieces: 5), key: "k")
        #expect(reply == again)
        first.ledger.stop()
        let second = try Office(on: disk)
        #expect(try await second.ask(Stock.self, .new, .fill(pieces: 5), key: "k") == reply)
        #expect(try await second.ask(Stock.self, .new, .fill(pieces: 5), key: "l") != reply)
        #expect(try disk.facts().count == 2)
        second.ledger.stop()
    }

    @Test func `is refused when its payload is another one`() async throws {
        let disk = try Disk()
        let office = try Office(on: disk)
        try await office.ask(Stock.self, .new, .fill(pieces: 5), key: "k", fingerprint: 1)
        let problem = await office.problem {
            try await office.ask(Stock.self, .new, .fill(pieces: 6), key: "k", fingerprint: 2)
        }
        #expect(problem as? Failure == .keyReused)
        #expect(try disk.facts().count == 1)
        office.ledger.stop()
    }

    @Test func `is refused while the same call is on its way`() async throws {
        let office = try Office(on: try Disk())
        let gate = Gate()
        async let first = office.call("k") { _ in
            gate.arrive()
            return Reply(status: 200)
        }
        await gate.arrival()
        let problem = await office.problem {
            try await office.call("k") { _ in Reply(status: 200) }
        }
        #expect(problem as? Failure == .inFlight)
        gate.open()
        #expect(try await first.status == 200)
        #expect(try await office.call("k") { _ in Reply(status: 500) }.status == 200)
        office.ledger.stop()
    }

    @Test func `is not remembered when it was refused`() async throws {
        let office = try Office(on: try Disk())
        try await office.ask(Stock.self, .new, .fill(pieces: 1))
        let problem = await office.problem {
            try await office.ask(Stock.self, .number(1), .take(pieces: 2), key: "k")
        }
        #expect(words(problem) == "store/Stock/soldOut")
        try await office.ask(Stock.self, .number(1), .fill(pieces: 1))
        try await office.ask(Stock.self, .number(1), .take(pieces: 2), key: "k")
        #expect(try await office.state(Stock.self, 1)?.pieces == 0)
        office.ledger.stop()
    }

    @Test func `is remembered although the caller was told of a failure, when it was kept`()
        async throws
    {
        let disk = try Disk()
        let first = try Office(on: disk)
        disk.faults.order(.keptButDenied(.unsynced("")))
        _ = await first.problem {
            try await first.ask(Stock.self, .new, .fill(pieces: 5), key: "k")
        }
        first.ledger.stop()
        let second = try Office(on: disk)
        try await second.ask(Stock.self, .new, .fill(pieces: 5), key: "k")
        #expect(try disk.facts().count == 1)
        second.ledger.stop()
    }

    @Test func `is forgotten when its time is over`() async throws {
        let disk = try Disk()
        var limits = LedgerLimits()
        limits.rememberReplies = 60_000
        let office = try Office(on: disk, limits: limits)
        try await office.ask(Stock.self, .new, .fill(pieces: 5), key: "k")
        try await office.pass(seconds: 59)
        try await office.ask(Stock.self, .new, .fill(pieces: 5), key: "l")
        try await office.ask(Stock.self, .new, .fill(pieces: 5), key: "k")
        #expect(try disk.facts().count == 2)
        try await office.pass(seconds: 20)
        try await office.ask(Stock.self, .new, .fill(pieces: 5), key: "m")
        try await office.ask(Stock.self, .new, .fill(pieces: 5), key: "k")
        #expect(try disk.facts().count == 4)
        office.ledger.stop()
    }

    @Test func `is forgotten as fast as new ones come`() async throws {
        let disk = try Disk()
        var limits = LedgerLimits()
        limits.rememberReplies = 1_000
        let office = try Office(on: disk, limits: limits)
        // A thousand a second, of which each is to be kept for a second.
        for second in 0..<8 {
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<1_000 {
                    group.addTask {
                        _ = try? await office.call("\(second)/\(number)") { _ in
                            Reply(status: 200)
                        }
                    }
                }
            }
            office.clock.advance(seconds: 1)
        }
        let store = try disk.store()
        var left = 0
        for second in 0..<8 {
            for number in 0..<1_000 {
                let id = CallID(caller: "ada", operation: "call", key: "\(second)/\(number)")
                if try store.reply(to: id) != nil { left += 1 }
            }
        }
        #expect(left <= 3_000)
        office.ledger.stop()
    }
}

/// Holds a thread until someone opens.
final class Gate: Sendable {
    private let state = Monitor((hasArrived: false, isOpen: false))

    /// Called where it may block.
    func arrive() {
        state.locked { $0.hasArrived = true }
        while !state.locked({ $0.isOpen }) { pause() }
    }

    func arrival() async { _ = await soon { state.locked { $0.hasArrived } } }

    func open() { state.locked { $0.isOpen = true } }
}
