import Kit
import KitTesting
import Runtime
import Testing
import Threads

@Suite("A ledger that is asked for too much")
struct OverloadTests {
    @Test func `turns away who cannot wait, and finishes what waits when it stops`() async throws {
        let disk = try Disk()
        var limits = LedgerLimits()
        limits.waiting = 10
        let office = try Office(on: disk, limits: limits)
        let stock = try office.ledger.guarded(Stock.self, in: "theatre")
        let gate = Gate()
        office.ledger.call { _ in
            gate.arrive()
            return Reply(status: 200)
        } answer: { _ in
        }
        await gate.arrival()
        let outcomes = Monitor<[String]>([])
        for _ in 0..<15 {
            office.ledger.call { desk in
                _ = try desk.ask(.new, of: stock, to: .fill(pieces: 1))
                return Reply(status: 200)
            } answer: { result in
                let word =
                    switch result {
                    case .success: "done"
                    case .failure(let error): "\(error)"
                    }
                outcomes.locked { $0.append(word) }
            }
        }
        #expect(outcomes.locked { $0 } == Array(repeating: "overloaded", count: 5))
        #expect(office.ledger.backlog == 10)
        async let stopped: Void = office.ledger.stop()
        gate.open()
        await stopped
        #expect(outcomes.locked { $0.count { $0 == "done" } } == 10)
        #expect(try disk.facts().count == 10)
        let late = await office.problem { try await office.call { _ in Reply(status: 200) } }
        #expect(late as? Failure == .stopped)
        office.ledger.stop()
    }

    @Test func `takes no more than a batch at a time`() async throws {
        let disk = try Disk()
        var limits = LedgerLimits()
        limits.batch = 7
        let office = try Office(on: disk, limits: limits)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    _ = try? await office.ask(Stock.self, .new, .fill(pieces: 1))
                }
            }
        }
        #expect(try disk.facts().count == 100)
        #expect(disk.faults.count(of: "commit") >= 15)
        #expect(office.ledger.figures.commands == 100)
        #expect(office.ledger.figures.facts == 100)
        #expect(office.ledger.figures.syncs == Int64(disk.faults.count(of: "commit")))
        office.ledger.stop()
    }

    @Test func `refuses what it was not built for`() throws {
        #expect(throws: WiringError.self) {
            try Ledger([Business("a") { Service("b") { BellAlone() } }])
        }
        #expect(throws: WiringError.self) {
            try Ledger([
                Business("a") {
                    Service("b") { Bell.self }
                    Service("c") { Bell.self }
                }
            ])
        }
        #expect(throws: WiringError.self) {
            try Ledger([
                Business("a") {
                    Service("b") {
                        Bell.self
                        BellAlone()
                        BellAlone()
                    }
                }
            ])
        }
        let ledger = try Ledger([
            Business("a") { Service("b") { Bell.self } },
            Business("c") { Service("b") { Bell.self } },
        ])
        #expect(throws: Failure.unknownKind("a/Note")) { try ledger.guarded(Note.self, in: "a") }
        #expect(throws: Failure.unknownKind("x/Bell")) { try ledger.guarded(Bell.self, in: "x") }
    }
}

private struct BellAlone: Policy {
    func react(to fact: Fact<Bell>) -> [Request<Bell>] { [] }
}
