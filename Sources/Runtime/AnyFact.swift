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
            try reaction.run(self, desk)
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
    /// As part of the command in progress.
    let run: (AnyFact, Desk) throws -> Void
    /// By itself: all of what it asks for and what follows from that, or nothing.
    let deliver: (AnyFact, Desk) throws -> Void

    init(
        follower: Follower,
        run: @escaping (AnyFact, Desk) throws -> Void,
        deliver: @escaping (AnyFact, Desk) throws -> Void
    ) {
        self.follower = follower
        self.run = run
        self.deliver = deliver
    }
}
