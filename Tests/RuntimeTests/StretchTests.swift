import Kit
import KitTesting
import Testing
import Threads

@testable import Runtime

/// Ten calls wait when a turn begins that writes four together.
@Suite("A turn with many calls")
struct StretchTests {
    private let disk: Disk

    init() throws { disk = try Disk() }

    private final class Answers: Sendable {
        private let all = Monitor<[(call: Int, result: Result<Reply, any Error>)]>([])

        func note(_ call: Int, _ result: Result<Reply, any Error>) {
            all.locked { $0.append((call, result)) }
        }

        var order: [Int] { all.locked { $0.map(\.call) } }
        var failed: [Int] {
            all.locked { answers in
                answers.compactMap { answer in
                    if case .failure = answer.result { answer.call } else { nil }
                }
            }
        }
    }

    private func turn(_ office: OneThread) throws -> Answers {
        let answers = Answers()
        let stock = try office.ledger.guarded(Stock.self, in: theatre.name)
        for call in 0..<10 {
            office.ledger.call { desk in
                _ = try desk.ask(.new, of: stock, to: .fill(pieces: 5))
                return Reply(status: 201)
            } answer: {
                answers.note(call, $0)
            }
        }
        office.turn()
        return answers
    }

    private func office() throws -> OneThread {
        var limits = LedgerLimits()
        limits.stretch = 4
        return try OneThread(on: disk, theatre, limits: limits)
    }

    @Test func `X-N2 is written in stretches, and answers all in their order`() throws {
        let answers = try turn(office())
        #expect(disk.faults.count(of: "commit") == 3)
        #expect(answers.order == Array(0..<10))
        #expect(answers.failed.isEmpty)
        #expect(try disk.facts().count == 10)
    }

    @Test func `loses no more than the stretch whose commit is lost`() throws {
        let office = try office()
        disk.faults.order(.kept, .lost(.failed("bad sector")))
        let answers = try turn(office)
        #expect(answers.failed == [4, 5, 6, 7])
        #expect(answers.order.sorted() == Array(0..<10))
        #expect(try disk.facts().count == 6)
        #expect(try disk.facts().map(\.position) == Array(1...6))
    }

    @Test func `X-D1 writes no more once nobody knows what is durable`() throws {
        let syncer = HeldSyncer()
        disk.faults.sync(with: syncer)
        let office = try office()
        syncer.release(.unsynced("bad sector"))
        let answers = try turn(office)
        #expect(answers.failed == Array(0..<10))
        #expect(disk.faults.count(of: "commit") == 1, "the stretch whose sync has failed")
        #expect(office.broken == ["bad sector"])
    }
}
