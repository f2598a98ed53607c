import Kit
import KitTesting
import Payments

@testable import HairShop

/// The whole hair shop in miniature: its aggregates, its policies as they are wired, and letters
/// between the services that arrive late, twice, and in no order but that of one subject.
struct Town: Lookup {
    private var shelves: [String: any Sendable] = [:]
    private(set) var pages: [Int64: MyPage] = [:]
    /// What is still to be delivered, by policy and subject.
    private var mail: [String: [@Sendable (inout Town) throws -> Void]] = [:]
    private let policies: [any Policy]
    /// What the business has refused to its own policies.
    private(set) var surprises: [String] = []

    init(clerkDecides: Bool) {
        policies = hairShop(clerkDecides: clerkDecides).services.flatMap(\.parts)
            .compactMap { part in
                if case .policy(let policy) = part { policy } else { nil }
            }
    }

    func current<A: Aggregate>(_ kind: A.Type, _ identity: A.Identity) -> A? {
        (shelves[shelf(kind, identity)] as? Chronicle<A>)?.state
    }

    func events<A: Aggregate>(_ kind: A.Type, _ identity: A.Identity) -> [A.Event] {
        (shelves[shelf(kind, identity)] as? Chronicle<A>)?.events ?? []
    }

    private func shelf<A: Aggregate>(_ kind: A.Type, _ identity: A.Identity) -> String {
        "\(A.name) \(identity.key)"
    }

    /// A call from outside: all of it happens, with what must follow at once, or nothing.
    mutating func ask<A: Aggregate>(
        _ kind: A.Type,
        _ identity: A.Identity,
        _ command: A.Command
    ) throws {
        var after = self
        try after.perform(command, on: identity, kind)
        self = after
    }

    private mutating func perform<A: Aggregate>(
        _ command: A.Command,
        on identity: A.Identity,
        _ kind: A.Type
    ) throws {
        let place = shelf(A.self, identity)
        var chronicle = (shelves[place] as? Chronicle<A>) ?? Chronicle()
        let events = try chronicle.ask(command)
        if !events.isEmpty { shelves[place] = chronicle }
        for event in events { try follow(Fact<A>(event, of: identity, at: dawn)) }
    }

    private mutating func follow<S: Aggregate>(_ fact: Fact<S>) throws {
        for policy in policies { try run(policy, fact) }
        post("MyPage \(fact.subject)", fact) { town, fact in
            let painter = Painter(town.pages, fact)
            for source in MyPage.sources { source.show(to: painter) }
            town.pages = painter.pages
        }
    }

    private mutating func run<P: Policy, S: Aggregate>(_ policy: P, _ fact: Fact<S>) throws {
        guard let fact = fact as? Fact<P.Subject> else { return }
        guard P.timing == .eventual else { return try carry(policy, fact) }
        post("\(P.name) \(fact.subject)", fact) { town, fact in try town.carry(policy, fact) }
    }

    private mutating func carry<P: Policy>(_ policy: P, _ fact: Fact<P.Subject>) throws {
        for request in policy.react(to: fact, knowing: self) {
            guard let target = request.target else { continue }
            try perform(request.command, on: target, P.Target.self)
        }
    }

    private mutating func post<S: Aggregate>(
        _ lane: String,
        _ fact: Fact<S>,
        _ deliver: @escaping @Sendable (inout Town, Fact<S>) throws -> Void
    ) {
        mail[lane, default: []].append { town in try deliver(&town, fact) }
    }

    /// Delivers one letter, now and then twice. False when there is none.
    mutating func deliver(_ chance: inout Seed) -> Bool {
        guard let lane = mail.keys.sorted().randomElement(using: &chance),
            let letter = mail[lane]?.first
        else { return false }
        mail[lane]?.removeFirst()
        if mail[lane]?.isEmpty == true { mail[lane] = nil }
        for _ in 0..<(Int.random(in: 0..<4, using: &chance) == 0 ? 2 : 1) {
            var after = self
            do {
                try letter(&after)
                self = after
            } catch {
                surprises.append("\(lane): \(error)")
            }
        }
        return true
    }

    mutating func deliverAll(_ chance: inout Seed) { while deliver(&chance) {} }
}

/// Paints one fact into the pages.
private final class Painter<Subject: Aggregate>: SourceVisitor {
    typealias Row = MyPage
    var pages: [Int64: MyPage]
    let fact: Fact<Subject>

    init(_ pages: [Int64: MyPage], _ fact: Fact<Subject>) {
        self.pages = pages
        self.fact = fact
    }

    func visit<Other: Aggregate>(
        _ subject: Other.Type,
        row: @escaping @Sendable (Fact<Other>) -> Int64?,
        evolve: @escaping @Sendable (inout MyPage, Fact<Other>) -> Void
    ) {
        guard let fact = fact as? Fact<Other>, let number = row(fact) else { return }
        evolve(&pages[number, default: MyPage()], fact)
    }
}
