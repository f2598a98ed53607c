import Kit
import Synchronization

/// Why a list of businesses cannot be run.
public struct WiringError: Error, CustomStringConvertible, Sendable {
    /// For the person who wired it.
    public let description: String
}

/// Everything that runs in this process: kinds, followers and views, by their types.
///
/// `@unchecked Sendable`: built before the ledger's thread starts, then changed on that thread.
final class Registry: @unchecked Sendable {
    private(set) var services: [HostedService] = []
    private(set) var kinds: [AnyKind] = []
    private(set) var followers: [Follower] = []
    private var byNumber: [Int32: AnyKind] = [:]
    /// The service and the type of each kind, at its place. Policies ask for kinds all the time,
    /// and there are so few that they are looked through. Several businesses may guard aggregates
    /// of the same type, each its own.
    private var guards: [Guard] = []

    private struct Guard: Equatable {
        let service: ObjectIdentifier
        let type: ObjectIdentifier
    }
    private let opened = Atomic<Bool>(false)

    /// - Parameter without: Services that are down in this process, by their names.
    init(_ businesses: [Business], without: Set<String>) throws {
        for business in businesses {
            for service in business.services {
                let hosted = HostedService(
                    business: business.name,
                    name: service.name,
                    isRunning: !without.contains(service.name)
                        && !without.contains("\(business.name)/\(service.name)")
                )
                services.append(hosted)
                for part in service.parts {
                    if case .aggregate(let type) = part { try add(type, to: hosted) }
                }
            }
        }
        var next = services.makeIterator()
        for business in businesses {
            for service in business.services {
                guard let hosted = next.next() else { continue }
                for part in service.parts {
                    if case .policy(let policy) = part { try add(policy, to: hosted) }
                }
            }
        }
    }

    func kind<A: Aggregate>(_ type: A.Type, in business: String) throws -> Kind<A> {
        let type = ObjectIdentifier(type)
        for place in guards.indices
        where guards[place].type == type && kinds[place].service.business == business {
            return unsafeDowncast(kinds[place], to: Kind<A>.self)
        }
        throw Failure.unknownKind("\(business)/\(A.name)")
    }

    /// The same, where this very service guards them; nil where another one does, or none.
    func kind<A: Aggregate>(_ type: A.Type, guardedBy service: HostedService) -> Kind<A>? {
        let wanted = Guard(service: ObjectIdentifier(service), type: ObjectIdentifier(type))
        guard let place = guards.firstIndex(of: wanted) else { return nil }
        return unsafeDowncast(kinds[place], to: Kind<A>.self)
    }

    func kind(numbered number: Int32) -> AnyKind? { byNumber[number] }

    /// Whether kinds can be found by their numbers. Before that, no fact can be understood.
    var isOpen: Bool { opened.load(ordering: .acquiring) }

    /// Takes over what the store knows.
    func open(_ head: StoreHead) {
        for (index, kind) in kinds.enumerated()
        where index < head.kinds.count && index < head.lastNumbers.count {
            // Numbers are given once, and other threads may be looking at them already.
            if !isOpen {
                kind.number = head.kinds[index]
                byNumber[kind.number] = kind
            }
            kind.lastNumber = head.lastNumbers[index]
            kind.lastKey = index < head.lastKeys.count ? head.lastKeys[index] : 0
            kind.settled()
        }
        let known = Set(head.marks.keys.map(Self.service))
        opened.store(true, ordering: .releasing)
        for follower in followers {
            // A new service reads everything from the beginning; a policy that joins one which
            // has worked before acts from now on, or it would do again what others have done.
            let first = known.contains(Self.service(follower.name)) ? head.position : 0
            follower.mark = head.marks[follower.name] ?? first
            follower.isLive = follower.isRunning && follower.mark == head.position
        }
    }

    /// Business and service of a follower's name.
    private static func service(_ name: String) -> Substring {
        name.lastIndex(of: "/").map { name[..<$0] } ?? name[...]
    }

    private func add<A: Aggregate>(_ type: A.Type, to service: HostedService) throws {
        guard (try? kind(type, in: service.business)) == nil else {
            throw WiringError(
                description: "\(A.name) is guarded by two services of \(service.business)"
            )
        }
        let kind = Kind<A>(
            service: service,
            path: "\(service.business)/\(service.name)/\(A.name)",
            place: kinds.count
        )
        guards.append(Guard(service: ObjectIdentifier(service), type: ObjectIdentifier(type)))
        kinds.append(kind)
    }

    private func add<P: Policy>(_ policy: P, to service: HostedService) throws {
        let subject: Kind<P.Subject>
        let target: Kind<P.Target>
        do {
            subject = try kind(P.Subject.self, in: service.business)
            target = try kind(P.Target.self, in: service.business)
        } catch {
            throw WiringError(description: "\(P.name) reacts to or asks what nobody guards")
        }
        let name = "\(service.business)/\(service.name)/\(P.name)"
        guard !followers.contains(where: { $0.name == name }) else {
            throw WiringError(description: "\(name) is there twice")
        }
        let follower = Follower(
            name: name,
            timing: P.timing,
            host: service,
            subject: subject,
            target: target
        )
        followers.append(follower)
        let reaction = reaction(of: policy, follower, target)
        switch P.timing {
        case .immediate: subject.immediate.append(reaction)
        case .eventual: subject.eventual.append(reaction)
        }
    }

    private func reaction<P: Policy>(
        of policy: P,
        _ follower: Follower,
        _ target: AnyKind
    ) -> Reaction {
        let service = follower.host
        // Only facts of the subject's kind are shown to its reactions.
        func requests(_ fact: AnyFact, _ desk: Desk) -> [AnyRequest] {
            let fact = unsafeDowncast(fact, to: TypedFact<P.Subject>.self).fact
            let lookup = ServiceLookup(desk: desk, service: service)
            // An array of references is one, whatever they refer to.
            return unsafeBitCast(policy.react(to: fact, knowing: lookup), to: [AnyRequest].self)
        }
        return Reaction(follower: follower, target: target, requests: requests)
    }
}
