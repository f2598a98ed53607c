import Kit

/// A fact on its way through the process: as it is stored, and who may react to it.
class AnyFact: @unchecked Sendable {
    let stored: StoredFact
    /// What will follow is asked on the ledger's thread alone.
    init(_ stored: StoredFact) { self.stored = stored }

    func reactImmediately(in desk: Desk) throws {}
    /// Calls `each` for all eventual reactions to this fact.
    func eventualReactions(_ each: (Follower, (Desk) throws -> Void) -> Void) {}
    func reaction(of follower: Follower) -> ((Desk) throws -> Void)? { nil }
    /// Shows the fact to everyone who builds rows from it. On the thread of the views.
    func show(to stage: Stage) {}
}

/// The same with its type. `@unchecked Sendable`: all of it is written before it is shared.
final class TypedFact<A: Aggregate>: AnyFact, @unchecked Sendable {
    let fact: Fact<A>
    let kind: Kind<A>

    init(_ fact: Fact<A>, stored: StoredFact, kind: Kind<A>) {
        self.fact = fact
        self.kind = kind
        super.init(stored)
    }

    override func reactImmediately(in desk: Desk) throws {
        // One that is behind will come to this fact in its turn.
        for reaction in kind.immediate where reaction.follower.isRunning && reaction.follower.isLive
        {
            try reaction.run(fact, desk)
        }
    }

    override func eventualReactions(_ each: (Follower, (Desk) throws -> Void) -> Void) {
        for reaction in kind.eventual {
            each(reaction.follower) { [fact] desk in try reaction.run(fact, desk) }
        }
    }

    override func reaction(of follower: Follower) -> ((Desk) throws -> Void)? {
        for reaction in kind.eventual + kind.immediate where reaction.follower === follower {
            return { [fact] desk in try reaction.run(fact, desk) }
        }
        return nil
    }

    override func show(to stage: Stage) { stage.show(fact, of: kind) }
}

/// What a policy does about a fact, with the types of its target put away.
struct Reaction<A: Aggregate> {
    let follower: Follower
    let run: (Fact<A>, Desk) throws -> Void
}
