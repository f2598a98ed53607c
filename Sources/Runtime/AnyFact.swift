import Kit

/// A fact on its way through the process: as it is stored, and of what kind its subject is.
class AnyFact: @unchecked Sendable {
    let stored: StoredFact
    /// Reactions are asked for on the ledger's thread alone.
    let kind: AnyKind

    init(_ stored: StoredFact, of kind: AnyKind) {
        self.stored = stored
        self.kind = kind
    }

    final func reactImmediately(in desk: Desk) throws {
        // One that is behind will come to this fact in its turn.
        for reaction in kind.immediate where reaction.follower.isRunning && reaction.follower.isLive
        {
            try reaction.run(self, in: desk)
        }
    }

    final func reaction(of follower: Follower) -> Reaction? {
        (follower.timing == .immediate ? kind.immediate : kind.eventual)
            .first { $0.follower === follower }
    }
}

/// The same with its type. `@unchecked Sendable`: all of it is written before it is shared.
final class TypedFact<A: Aggregate>: AnyFact, @unchecked Sendable {
    let fact: Fact<A>

    required init(_ fact: Fact<A>, stored: StoredFact, of kind: AnyKind) {
        self.fact = fact
        super.init(stored, of: kind)
    }
}

/// What a policy does about a fact of its subject's kind, with both types put away.
final class Reaction {
    let follower: Follower
    private let target: AnyKind
    private let requests: (AnyFact, Desk) -> [AnyRequest]

    /// - Parameter requests: What the policy asks the target for; all of them are the target's.
    init(
        follower: Follower,
        target: AnyKind,
        requests: @escaping (AnyFact, Desk) -> [AnyRequest]
    ) {
        self.follower = follower
        self.target = target
        self.requests = requests
    }

    /// As part of the command in progress.
    func run(_ fact: AnyFact, in desk: Desk) throws {
        try carry(requests(fact, desk), fact, desk)
    }

    /// By itself: all of what it asks for and what follows from that, or nothing.
    func deliver(_ fact: AnyFact, to desk: Desk) throws {
        let requests = try desk.looking { self.requests(fact, desk) }
        // Most facts lead to nothing, and nothing has to be undone then.
        guard !requests.isEmpty else { return }
        try desk.attempt { desk in
            try carry(requests, fact, desk)
            try desk.settle()
        }
    }

    private func carry(_ requests: [AnyRequest], _ fact: AnyFact, _ desk: Desk) throws {
        for request in requests {
            try desk.carry(
                request,
                to: target,
                cause: FactID(fact.stored.position),
                correlation: fact.stored.correlation
            )
        }
    }
}
