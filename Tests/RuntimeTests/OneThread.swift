import Kit
import KitTesting
import Threads

@testable import Runtime

/// One life of a ledger without a thread: each batch is one call of the test's own.
final class OneThread {
    let ledger: Ledger
    let clock: SettableClock
    private let business: String
    private let turns: LedgerTurns
    private let reasons = Reasons()

    /// Why nothing was acknowledged any more.
    var broken: [String] { reasons.all.locked { $0 } }

    private final class Reasons: Sendable { let all = Monitor<[String]>([]) }

    init(
        on disk: Disk,
        _ business: Business,
        without: Set<String> = [],
        limits: LedgerLimits = LedgerLimits(),
        clock: SettableClock = SettableClock(at: Office.noon),
        before: (Ledger) throws -> Void = { _ in }
    ) throws {
        self.clock = clock
        self.business = business.name
        ledger = try Ledger([business], without: without, limits: limits)
        try before(ledger)
        let reasons = reasons
        turns = try ledger.prepare(on: try disk.store(), clock: clock) { reason in
            reasons.all.locked { $0.append(reason) }
        }
    }

    /// How long it would wait for calls now, in milliseconds.
    var patience: Int64 { turns.writer.patience() }

    /// One batch with all that waits; then nothing, if it is so wished, so many times.
    @discardableResult
    func turn(_ times: Int = 1) -> Bool {
        var goesOn = true
        for _ in 0..<times { goesOn = turns.next(within: 0) }
        return goesOn
    }

    /// A batch with one call in it.
    @discardableResult
    func ask<A: Aggregate>(
        _ kind: A.Type,
        _ addressee: Addressee<A>,
        _ command: A.Command
    ) throws -> Reply {
        let guarded = try ledger.guarded(A.self, in: business)
        let told = Told()
        ledger.call { desk in
            let standing = try desk.ask(addressee, of: guarded, to: command)
            return Reply(status: 200, location: "\(standing.number)")
        } answer: { result in
            told.answer.locked { $0 = result }
        }
        turn()
        return try told.answer.locked { try $0.get() }
    }

    private final class Told: Sendable {
        let answer = Monitor<Result<Reply, any Error>>(.failure(Failure.stopped))
    }

    /// Time goes on, and what is due then is done.
    func pass(seconds: Int) {
        clock.advance(seconds: seconds)
        turn(4)
    }
}
