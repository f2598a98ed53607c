import Kit
import KitTesting
import Testing

@testable import Runtime

@Suite("The memory of a ledger")
struct CacheTests {
    /// 2,000,000 are as quick in proportion; the release build takes about as long as this one.
    private let many = 60_000

    private func fill(_ disk: Disk, _ limits: LedgerLimits) async throws -> Office {
        let office = try Office(on: disk, limits: limits)
        let stock = try office.ledger.guarded(Stock.self, in: "theatre")
        for start in stride(from: 1, through: many, by: 1_000) {
            _ = try await office.call { desk in
                for number in start..<start + 1_000 {
                    _ = try desk.ask(.new, of: stock, to: .fill(pieces: number))
                }
                return Reply(status: 200)
            }
        }
        return office
    }

    private var small: LedgerLimits {
        var limits = LedgerLimits()
        limits.cacheBytes = 2 << 20
        return limits
    }

    @Test func `stays within its bounds, and forgets nothing`() async throws {
        let disk = try Disk()
        let office = try await fill(disk, small)
        #expect(office.ledger.figures.cacheBytes <= 2 << 20)
        #expect(office.ledger.figures.cacheBytes > 1 << 20)
        for number in [1, 2, many / 2, many] {
            #expect(try await office.state(Stock.self, ID(Int64(number)))?.pieces == number)
        }
        #expect(disk.faults.count(of: "history") >= 2, "some had to be read again")
        office.ledger.stop()
    }

    @Test func `is given up by every kind in proportion`() async throws {
        let disk = try Disk()
        let office = try Office(on: disk, limits: small)
        let stock = try office.ledger.guarded(Stock.self, in: "theatre")
        let note = try office.ledger.guarded(Note.self, in: "theatre")
        for _ in 0..<150 {
            _ = try await office.call { desk in
                for number in 1...200 {
                    _ = try desk.ask(.new, of: stock, to: .fill(pieces: number))
                    _ = try desk.ask(.new, of: note, to: .write(about: Int64(number)))
                }
                return Reply(status: 200)
            }
        }
        office.ledger.stop()
        for kind in office.ledger.registry.kinds where kind.lastNumber > 1_000 {
            #expect(kind.bytes > small.cacheBytes / 4, "\(kind.path) keeps \(kind.bytes) bytes")
        }
        #expect(office.ledger.registry.kinds.count { $0.lastNumber > 1_000 } == 2)
    }

    @Test func `keeps what is asked for all the time, however small its share is`() async throws {
        let disk = try Disk()
        let office = try Office(on: disk, limits: small)
        let stock = try office.ledger.guarded(Stock.self, in: "theatre")
        let note = try office.ledger.guarded(Note.self, in: "theatre")
        try await office.ask(Note.self, .new, .write(about: 7))
        for _ in 0..<60 {
            _ = try await office.call { desk in
                for number in 1...300 {
                    _ = try desk.ask(.new, of: stock, to: .fill(pieces: number))
                }
                guard try desk.standing(of: .number(1), of: note) != nil else {
                    throw Failure.unreadable("the note")
                }
                return Reply(status: 200)
            }
        }
        #expect(office.ledger.figures.cacheBytes > 1 << 20, "the memory has been full")
        #expect(disk.faults.count(of: "history") == 0, "the note was never read again")
        office.ledger.stop()
    }

    @Test func `stays within its bounds when aggregates are only looked at`() async throws {
        let disk = try Disk()
        let first = try await fill(disk, small)
        first.ledger.stop()
        let office = try Office(on: disk, limits: small)
        let stock = try office.ledger.guarded(Stock.self, in: "theatre")
        for start in stride(from: Int64(1), through: Int64(many), by: 1_000) {
            _ = try await office.call { desk in
                for number in start..<start + 1_000 {
                    let standing = try desk.standing(of: .number(number), of: stock)
                    guard standing?.state.pieces == Int(number) else {
                        throw Failure.unreadable("\(number)")
                    }
                }
                return Reply(status: 200)
            }
        }
        // Nothing of the first thousand is left in memory: they are read again.
        let before = disk.faults.count(of: "history")
        _ = try await office.call { desk in
            for number in 1...1_000 as ClosedRange<Int64> {
                _ = try desk.standing(of: .number(number), of: stock)
            }
            return Reply(status: 200)
        }
        #expect(disk.faults.count(of: "history") - before == 1_000)
        #expect(office.ledger.figures.cacheBytes <= 2 << 20)
        office.ledger.stop()
    }

    /// What was used lately is passed over when room is made, once.
    @Test func `stays within its bounds when all it has was asked for lately`() async throws {
        let disk = try Disk()
        let office = try await fill(disk, small)
        let stock = try office.ledger.guarded(Stock.self, in: "theatre")
        for first in [1, 20_000, 40_000, 1, 30_000] as [Int64] {
            _ = try await office.call { desk in
                for number in first..<first + 20_000 {
                    _ = try desk.standing(of: .number(number), of: stock)
                }
                return Reply(status: 200)
            }
            #expect(office.ledger.figures.cacheBytes <= 2 << 20)
        }
        office.ledger.stop()
    }

    @Test(arguments: Medium.allCases)
    func `reads an aggregate of 10,000 events from its snapshot`(medium: Medium) async throws {
        let disk = try Disk(medium)
        let first = try Office(on: disk)
        let stock = try first.ledger.guarded(Stock.self, in: "theatre")
        for _ in 0..<20 {
            _ = try await first.call { desk in
                for _ in 0..<500 {
                    _ = try desk.ask(.identity(1), of: stock, to: .fill(pieces: 1))
                }
                return Reply(status: 200)
            }
        }
        for _ in 0..<30 { try await first.ask(Stock.self, .number(1), .fill(pieces: 1)) }
        first.ledger.stop()
        let second = try Office(on: disk)
        try await second.pass()
        let before = disk.faults.factsRead
        #expect(try await second.state(Stock.self, 1)?.pieces == 10_030)
        #expect(disk.faults.factsRead - before == 30)
        second.ledger.stop()
    }

    @Test(arguments: Medium.allCases)
    func `goes on from a snapshot that is as new as its aggregate`(medium: Medium) async throws {
        let disk = try Disk(medium)
        let first = try Office(on: disk)
        for _ in 0..<100 { try await first.ask(Stock.self, .identity(1), .fill(pieces: 1)) }
        first.ledger.stop()
        let second = try Office(on: disk)
        try await second.pass()
        let before = disk.faults.factsRead
        let reply = try await second.ask(Stock.self, .identity(1), .fill(pieces: 1))
        #expect(reply.entityTag == "101/1")
        #expect(disk.faults.factsRead == before, "nothing but the snapshot was read")
        #expect(try await second.state(Stock.self, 1)?.pieces == 101)
        second.ledger.stop()
        #expect(try disk.facts().last?.version == 101)
    }

    @Test(arguments: [true, false])
    func `passes over a snapshot that it cannot use`(isBroken: Bool) async throws {
        let disk = try Disk()
        let first = try Office(on: disk)
        for _ in 0..<120 { try await first.ask(Stock.self, .identity(1), .fill(pieces: 1)) }
        first.ledger.stop()
        let store = try disk.store()
        let kind = try store.open(kinds: ["theatre/store/Stock"]).kinds[0]
        let stream = StreamID(kind: kind, number: 1)
        let kept = try #require(try store.history(of: stream, fromSnapshot: true).0)
        #expect(kept.version == 100)
        var snapshot = kept
        if isBroken { snapshot.data = Array("{".utf8) } else { snapshot.schemaVersion = 0 }
        var batch = WriteBatch()
        batch.snapshots = [snapshot]
        try store.commit(batch)
        let second = try Office(on: disk)
        #expect(try await second.state(Stock.self, 1)?.pieces == 120)
        second.ledger.stop()
    }
}
