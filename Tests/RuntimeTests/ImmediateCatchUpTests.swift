import Kit
import KitTesting
import Runtime
import Testing

/// Every ring writes a note at once, and every note rings another bell at once.
private struct NoteFollowsBell: Policy {
    static let timing = Timing.immediate

    func react(to fact: Fact<Bell>) -> [Request<Note>] {
        [.new(.write(about: fact.subject.number))]
    }
}

private struct BellFollowsNote: Policy {
    static let timing = Timing.immediate

    func react(to fact: Fact<Note>) -> [Request<Bell>] {
        guard case .written(let about) = fact.event, about < 10 else { return [] }
        return [.ask(ID(about + 10), to: .ring)]
    }
}

private let bells = Business("bells") {
    Service("bell") { Bell.self }
    Service("note") {
        Note.self
        NoteFollowsBell()
        BellFollowsNote()
    }
}

@Suite("What should have followed at once from a service that was down")
struct ImmediateCatchUpTests {
    @Test(arguments: [1, 2, 3, 1_000])
    func `follows once, before anyone is served`(stretch: Int) async throws {
        let disk = try Disk()
        let first = try Office(on: disk, bells, without: ["note"])
        for number in 1...5 as ClosedRange<Int64> {
            try await first.ask(Bell.self, .identity(ID(number)), .ring)
        }
        first.ledger.stop()
        #expect(try disk.count("written") == 0)

        var limits = LedgerLimits()
        limits.catchUp = stretch
        for _ in 0..<2 {
            let office = try Office(on: disk, bells, limits: limits)
            // Five rings of the first, five of those that answer them; and as many notes.
            #expect(try disk.count("rang") == 10)
            #expect(try disk.count("written") == 10)
            #expect(try await office.state(Note.self, 1)?.about == 1)
            office.ledger.stop()
        }
    }
}
