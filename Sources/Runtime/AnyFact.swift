import Kit

/// A fact on its way through the process: where it is in the ledger, and of what kind its subject
/// is. Its bytes stay with the batch that writes them.
class AnyFact: @unchecked Sendable {
    final let position: Int64
    final let stream: StreamID
    final let time: Instant
    final let correlation: FactID
    /// Not counted, as the ledger's and the views' thread would do nothing but take the same
    /// number from one another: kinds are there for as long as the registry, and that for as long
    /// as anyone who is shown a fact. Reactions are asked for on the ledger's thread alone.
    final unowned(unsafe) let kind: AnyKind
    /// The place of that kind, for those who need no more of it.
    final let kindPlace: Int

    init(_ id: FactID, of stream: StreamID, at time: Instant, chain: FactID, _ kind: AnyKind) {
        position = id.position
        self.stream = stream
        self.time = time
        correlation = chain
        self.kind = kind
        kindPlace = kind.place
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

    required init(_ fact: Fact<A>, of stream: StreamID, _ kind: AnyKind) {
        self.fact = fact
        super.init(fact.id, of: stream, at: fact.time, chain: fact.correlation, kind)
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
                cause: FactID(fact.position),
                correlation: fact.correlation
            )
        }
    }
}
