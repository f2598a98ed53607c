import Kit
import KitTesting
import Runtime
import Threads

/// One life of a ledger: it can be asked, and told what time it is.
final class Office: Sendable {
    static let noon = Instant(milliseconds: 1_800_000_000_000)

    let ledger: Ledger
    let clock: SettableClock
    private let business: String
    private let reasons = Monitor<[String]>([])

    /// Why nothing was acknowledged any more.
    var broken: [String] { reasons.locked { $0 } }

    init(
        on disk: Disk,
        _ business: Business = theatre,
        without: Set<String> = [],
        limits: LedgerLimits = LedgerLimits(),
        clock: SettableClock = SettableClock(at: Office.noon),
        before: (Ledger) throws -> Void = { _ in }
    ) throws {
        self.clock = clock
        self.business = business.name
        ledger = try Ledger([business], without: without, limits: limits)
        try before(ledger)
        try ledger.start(on: try disk.store(), clock: clock) { [weak self] reason in
            self?.reasons.locked { $0.append(reason) }
        }
    }

    /// The answer's location is the number of who was asked, its tag the version.
    @discardableResult
    func ask<A: Aggregate>(
        _ kind: A.Type,
        _ addressee: Addressee<A>,
        _ command: A.Command,
        key: String? = nil,
        fingerprint: Int64 = 0
    ) async throws -> Reply {
        let guarded = try ledger.guarded(A.self, in: business)
        return try await call(key, fingerprint: fingerprint) { desk in
            let standing = try desk.ask(addressee, of: guarded, to: command)
            return Reply(
                status: 200,
                location: "\(standing.number)",
                entityTag: "\(standing.version)/\(standing.events)"
            )
        }
    }

    func call(
        _ key: String? = nil,
        fingerprint: Int64 = 0,
        _ work: @escaping @Sendable (Desk) throws -> Reply
    ) async throws -> Reply {
        let id = key.map { CallID(caller: "ada", operation: "call", key: $0) }
        return try await withCheckedThrowingContinuation { continuation in
            ledger.call(id, fingerprint: fingerprint, work) { continuation.resume(with: $0) }
        }
    }

    func state<A: Aggregate>(_ kind: A.Type, _ identity: A.Identity) async throws -> A? {
        let guarded = try ledger.guarded(A.self, in: business)
        let found = Monitor<A?>(nil)
        _ = try await call { desk in
            let standing = try desk.standing(of: .identity(identity), of: guarded)
            found.locked { $0 = standing?.state }
            return Reply(status: 200)
        }
        return found.locked { $0 }
    }

    /// Lets what follows follow: so many batches go by.
    func pass(batches: Int = 4) async throws {
        for _ in 0..<batches { _ = try await call { _ in Reply(status: 204) } }
    }

    /// Lets follow what follows now, sets the clock forward, and lets what is due then follow.
    func pass(seconds: Int) async throws {
        try await pass(batches: 1)
        clock.advance(seconds: seconds)
        try await pass()
    }

    /// What was refused, or why it failed; nil when it was done.
    func problem(_ work: () async throws -> Reply) async -> (any Error)? {
        do {
            _ = try await work()
            return nil
        } catch {
            return error
        }
    }
}

extension Disk {
    /// How many facts of this type there are.
    func count(_ type: String) throws -> Int { try facts().count { $0.type == type } }
}

/// Who said no, and how.
func words(_ problem: (any Error)?) -> String? {
    guard let refused = problem as? Refused else { return nil }
    return "\(refused.service)/\(refused.aggregate)/\(refused.word)"
}
