import Kit
import KitTesting
import Runtime
import Testing
import Threads

@Suite("A commit that is lost")
struct LostCommitTests {
    private let later = Office.noon.adding(minutes: 10)

    @Test(arguments: Medium.allCases)
    func `X-D1 leaves no event that anyone has seen`(medium: Medium) async throws {
        let disk = try Disk(medium)
        let seen = Monitor<[Int64]>([])
        let office = try Office(on: disk) { ledger in
            ledger.listen { positions in seen.locked { $0 += positions } }
        }
        try await office.ask(Stock.self, .new, .fill(pieces: 5))
        disk.faults.order(.lost(.full("no room")), .lost(.failed("bad sector")))
        for error in [StoreError.full("no room"), .failed("bad sector")] {
            let problem = await office.problem {
                try await office.ask(
                    Booking.self,
                    .new,
                    .place(seats: ["A1", "A2"], until: later),
                    key: "once"
                )
            }
            #expect(problem as? Failure == .storage(error))
        }
        #expect(office.ledger.position == 1)
        #expect(try disk.facts().count == 1)
        #expect(try await office.state(Booking.self, 1) == nil)
        #expect(try await office.state(Seat.self, "A1") == nil)
        #expect(try await office.state(Stock.self, 1)?.pieces == 5, "the old state is there")
        try await office.pass(seconds: 3_600)
        #expect(seen.locked { $0 } == [1])
        #expect(try disk.count("expired") == 0, "no timer of it is left")

        // The key was not remembered, and the number is given to the next one.
        let reply = try await office.ask(
            Booking.self,
            .new,
            .place(seats: ["A1", "A2"], until: later.adding(minutes: 100)),
            key: "once"
        )
        #expect(reply.location == "1")
        try await office.pass()
        #expect(try disk.count("written") == 1)
        let positions = try disk.facts().map(\.position)
        #expect(positions == Array(1...Int64(positions.count)))
        #expect(seen.locked { $0 } == positions)
        #expect(office.broken.isEmpty)
        office.ledger.stop()
    }

    @Test func `X-D1 loses the reactions that were part of it, for the moment only`() async throws {
        let disk = try Disk()
        let office = try Office(on: disk)
        // The booking itself is kept; the batch in which its note is written is lost, twice.
        disk.faults.order(.kept, .lost(.full("")), .lost(.full("")))
        try await office.ask(Booking.self, .new, .place(seats: ["A1"], until: later))
        for _ in 0..<4 { _ = try? await office.call { _ in Reply(status: 204) } }
        try await office.pass()
        #expect(try disk.count("written") == 1)
        try await office.pass(seconds: 3_600)
        #expect(try disk.count("expired") == 1, "nor is the timer lost, or set twice")
        office.ledger.stop()
    }

    @Test func `is tried again without haste`() async throws {
        let disk = try Disk()
        let office = try Office(on: disk)
        disk.faults.order(.kept)
        disk.faults.orderAlways(.lost(.full("no room")))
        try await office.ask(Booking.self, .new, .place(seats: ["A1"], until: later))
        let before = disk.faults.count(of: "commit")
        let start = ContinuousClock.now
        try await Task.sleep(for: .milliseconds(150))
        let tries = disk.faults.count(of: "commit") - before
        // However long this thread was kept from looking: a few a second, no more.
        let most = 5 + Int((ContinuousClock.now - start) / .milliseconds(100))
        #expect(tries < most)
        disk.faults.orderAlways(.kept)
        #expect(await soon { try disk.count("written") == 1 })
        office.ledger.stop()
    }

    @Test func `ends everything when nobody knows whether it is durable`() async throws {
        let disk = try Disk()
        let office = try Office(on: disk)
        try await office.ask(Stock.self, .new, .fill(pieces: 5))
        disk.faults.order(.lost(.unsynced("fsync failed")))
        let first = await office.problem {
            try await office.ask(Stock.self, .new, .fill(pieces: 1))
        }
        #expect(first as? Failure == .storage(.unsynced("fsync failed")))
        #expect(await soon { office.broken.count == 1 })
        for _ in 0..<10 {
            let next = await office.problem {
                try await office.ask(Stock.self, .new, .fill(pieces: 1))
            }
            #expect(next as? Failure == .stopped)
        }
        office.ledger.stop()
        #expect(office.broken.count == 1)
        #expect(try disk.facts().count == 1)
    }

    @Test func `ends everything when what is durable cannot be read after it`() async throws {
        let disk = try Disk()
        let office = try Office(on: disk)
        disk.faults.order(.lost(.failed("bad")))
        disk.faults.failOpening(.failed("worse"))
        _ = await office.problem { try await office.ask(Stock.self, .new, .fill(pieces: 1)) }
        #expect(await soon { office.broken.count == 1 })
        office.ledger.stop()
    }
}
