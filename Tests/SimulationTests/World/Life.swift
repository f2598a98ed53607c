import HairShop
import Kit

@testable import Runtime

/// Answers on their way back to the callers of one life.
///
/// `@unchecked Sendable`: used by one thread at a time.
final class Mailbox: @unchecked Sendable {
    struct Answer {
        let intent: Int
        let result: Result<Reply, any Error>
        /// Whether the call was decided now, and not answered with what was remembered.
        let wasDecided: Bool
    }

    private var answers: [Answer] = []

    func put(_ answer: Answer) { answers.append(answer) }

    func takeAll() -> [Answer] {
        let all = answers
        answers = []
        return all
    }
}

/// Something said once, by someone who cannot wait for an answer.
///
/// `@unchecked Sendable`: used by one thread at a time.
final class Flag: @unchecked Sendable { var isSet = false }

/// One process, from its start to its end: the real ledger and the real views, on one thread.
final class Life {
    let ledger: Ledger
    let hall: ViewHall
    let guards: Guards
    let feed: Feed
    let mailbox = Mailbox()
    let down: Set<String>
    private let turns: LedgerTurns
    private let viewTurns: ViewTurns
    private let broken: Flag

    /// - Throws: ``Failure`` when it cannot start; the disk may have been written by then.
    init(
        _ weather: Weather,
        without down: Set<String>,
        ledgerStore: any LedgerStore,
        viewStore: any ViewStore,
        clock: SimulatedClock,
        reached: Reached,
        reader: @escaping @Sendable () throws -> any FactReader
    ) throws {
        self.down = down
        feed = Feed(backlog: weather.backlog) { reached.sometimes(.feedOverflowed) }
        let business = try watchedShop(clerkDecides: weather.clerkDecides)
        ledger = try Ledger([business], without: down, limits: weather.limits)
        guards = try Guards(ledger, business.name)
        hall = ViewHall(Gallery.definitions)
        let views = Handed(viewStore)
        viewTurns = try hall.prepare(
            of: ledger,
            in: views.value,
            backlog: weather.backlog,
            uptime: { clock.uptime },
            reader: reader
        )
        feed.interpose(in: ledger)
        let (facts, broken) = (Handed(ledgerStore), Flag())
        self.broken = broken
        turns = try ledger.prepare(on: facts.value, clock: clock) { _ in broken.isSet = true }
    }

    /// One batch of the ledger. False when nothing more will come of it.
    func turn() -> Bool { turns.next(within: 0) && !broken.isSet }

    /// One round of the views.
    func show() -> Bool {
        feed.wereSeen()
        return viewTurns.next(within: 0)
    }

    /// Whether nothing is to be done before time goes on.
    var isAtRest: Bool { turns.writer.patience() == 1_000 }

    var viewsAreAtRest: Bool { viewTurns.patience() >= 500 }

    /// The store as the ledger sees it.
    var store: any LedgerStore { turns.writer.desk.store }

    /// Ends in good order: what waits is done, marks and rows are written.
    ///
    /// - Parameter between: Called when the ledger has ended and the views have not.
    func stop(_ between: () throws -> Void) rethrows {
        ledger.stop()
        while turn() {}
        try between()
        feed.deliverAll()
        hall.stop()
        while show() {}
    }
}

/// Lets go of a value that the ledger's thread, or the views' thread, uses from then on. Here all
/// of them are one.
private struct Handed<Value>: @unchecked Sendable {
    nonisolated(unsafe) let value: Value

    init(_ value: Value) { self.value = value }
}
