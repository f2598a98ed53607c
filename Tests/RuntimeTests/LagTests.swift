import InMemory
import Kit
import KitTesting
import Testing

@testable import Runtime

@Suite("The lag")
struct LagTests {
    private func lag(_ office: Office, _ name: String) throws -> Lag {
        try #require(office.ledger.lags.first { $0.name == name })
    }

    @Test(arguments: Medium.allCases)
    func `of a policy is what it has not dealt with, and since when`(medium: Medium) async throws {
        let disk = try Disk(medium)
        let clock = SettableClock(at: Office.noon)
        let first = try Office(on: disk, calls, without: ["courier"], clock: clock)
        try await first.ask(Bell.self, .identity(7), .ring)
        try await first.pass(seconds: 5)
        try await first.ask(Bell.self, .identity(7), .ring)
        try await first.pass(seconds: 2)
        let behind = try lag(first, "calls/courier/CourierFollowsBell")
        #expect(behind.facts(upTo: 2) == 2 && behind.facts(upTo: 1) == 1)
        #expect(behind.milliseconds(upTo: 2, at: clock.now()) == 7_000)
        #expect(behind.milliseconds(upTo: 2, at: Instant(milliseconds: 0)) == 0, "clocks may jump")
        first.ledger.stop()
        let second = try Office(on: disk, calls, clock: clock)
        try await second.pass()
        let abreast = try lag(second, "calls/courier/CourierFollowsBell")
        let position = second.ledger.position
        #expect(abreast.facts(upTo: position) == 0)
        #expect(abreast.milliseconds(upTo: position, at: clock.now()) == 0)
        second.ledger.stop()
    }

    @Test func `of a view is what it does not show, and since when`() async throws {
        let disk = try Disk()
        let gallery = try Gallery(on: disk, InMemoryViewStore(), without: ["store"])
        let later = Office.noon.adding(minutes: 10)
        try await gallery.office.ask(Booking.self, .new, .place(seats: ["A"], until: later))
        try await gallery.office.pass()
        let position = gallery.office.ledger.position
        let (pieces, board) = (gallery.hall.lags[Gallery.pieces], gallery.hall.lags[Gallery.board])
        #expect(await soon { board.facts(upTo: position) == 0 })
        #expect(pieces.facts(upTo: position) == position)
        let now = Office.noon.adding(seconds: 3)
        #expect(await soon { pieces.milliseconds(upTo: position, at: now) == 3_000 })
        #expect(board.milliseconds(upTo: position, at: now) == 0)
        gallery.stop()
    }

    @Test func `of what nobody has looked at yet is that of the queue`() {
        let lag = Lag("view")
        #expect(lag.milliseconds(upTo: 1, at: Office.noon) == 0, "nobody knows")
        let queued = Office.noon.adding(seconds: -2)
        #expect(lag.milliseconds(upTo: 1, at: Office.noon, queued: queued) == 2_000)
        #expect(lag.milliseconds(upTo: 0, at: Office.noon, queued: queued) == 0)
    }
}
