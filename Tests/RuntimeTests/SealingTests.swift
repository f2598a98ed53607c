import Kit
import KitTesting
import Runtime
import Testing
import Threads

@Suite("What is written but not durable yet")
struct SealingTests {
    private let syncer = HeldSyncer()
    private let disk: Disk

    init() throws {
        disk = try Disk()
        disk.faults.sync(with: syncer)
    }

    /// Calls that nobody waits for, and how they were answered.
    private final class Callers: Sendable {
        private let answers = Monitor<[Result<Reply, any Error>]>([])

        var count: Int { answers.locked { $0.count } }
        var failures: [Failure] {
            answers.locked { answers in
                answers.compactMap { answer in
                    if case .failure(let error) = answer { error as? Failure } else { nil }
                }
            }
        }

        func call(_ office: Office, _ work: @escaping @Sendable (Desk) throws -> Reply) {
            office.ledger.call(nil, work) { [self] answer in answers.locked { $0.append(answer) }
            }
        }

        func fill(_ office: Office) throws {
            let stock = try office.ledger.guarded(Stock.self, in: theatre.name)
            call(office) { desk in
                _ = try desk.ask(.new, of: stock, to: .fill(pieces: 5))
                return Reply(status: 201)
            }
        }
    }

    @Test func `X-D1 is answered to nobody and shown to nobody`() async throws {
        let seen = Monitor<[Int64]>([])
        let office = try Office(on: disk) { ledger in
            ledger.listen { positions in seen.locked { $0 += positions } }
        }
        let callers = Callers()
        try callers.fill(office)
        #expect(await soon { syncer.asked == 1 })
        // Whoever only reads would tell of what may be lost, and waits as well.
        callers.call(office) { _ in Reply(status: 200) }
        #expect(await soon { office.ledger.backlog == 0 })
        #expect(callers.count == 0)
        #expect(seen.locked { $0 } == [])
        #expect(office.ledger.position == 0)
        #expect(try disk.facts().count == 1, "though it was written")
        syncer.release()
        #expect(await soon { callers.count == 2 })
        #expect(callers.failures.isEmpty)
        #expect(seen.locked { $0 } == [1])
        syncer.release()
        office.ledger.stop()
    }

    @Test func `X-N2 lets the next batch gather, and no more than one wait`() async throws {
        let office = try Office(on: disk)
        let callers = Callers()
        for _ in 0..<50 {
            try callers.fill(office)
            #expect(
                await soon {
                    syncer.asked == 1
                        && (office.ledger.backlog == 0 || disk.faults.count(of: "commit") == 2)
                }
            )
        }
        #expect(disk.faults.count(of: "commit") == 2, "one is synced, one is written behind it")
        syncer.release()
        #expect(await soon { callers.count == 50 })
        syncer.release()
        office.ledger.stop()
        #expect(syncer.asked <= 4, "what has gathered is synced in one go: \(syncer.asked)")
    }

    @Test func `is lost with everything behind it when the disk fails`() async throws {
        let office = try Office(on: disk)
        let callers = Callers()
        try callers.fill(office)
        #expect(await soon { syncer.asked == 1 })
        try callers.fill(office)
        #expect(await soon { disk.faults.count(of: "commit") == 2 })
        syncer.release(.unsynced("bad sector"))
        #expect(await soon { callers.count == 2 })
        #expect(callers.failures.count == 2, "nobody is told that it is there")
        #expect(await soon { office.broken == ["bad sector"] })
        #expect(office.ledger.position == 0)
        let problem = await office.problem { try await office.call { _ in Reply(status: 200) } }
        #expect(problem as? Failure == .stopped)
        office.ledger.stop()
    }

    @Test func `is made durable before it ends`() async throws {
        let office = try Office(on: disk)
        let callers = Callers()
        try callers.fill(office)
        #expect(await soon { syncer.asked == 1 })
        try callers.fill(office)
        syncer.release()
        office.ledger.stop()
        #expect(callers.count == 2 && callers.failures.isEmpty)
        #expect(office.ledger.position == 2)
    }
}
