import Kit
import Payments
import Runtime

@testable import HairShop

/// Reads what is durable with eyes of its own, after every step, and says what must not be.
final class Auditor {
    private(set) var facts: [StoredFact] = []
    let reservations: Shelf<Reservation>
    let payments: Shelf<Payment>
    let appointments = Shelf(Appointment.self)
    let diaries = Shelf(Diary.self, rule: Rules.diary)
    let shops = Shelf(Shop.self)
    let lists = Shelf(PriceList.self)
    let tallies: Shelf<Tally>
    let counts = Counts()
    private var kinds: [Int32: AnyShelf] = [:]

    init() {
        let counts = counts
        reservations = Shelf(Reservation.self) { fact, _ in try counts.take(fact) }
        payments = Shelf(Payment.self) { fact, state in try counts.take(fact, state) }
        tallies = Shelf(Tally.self) { fact, _ in try counts.take(fact) }
    }

    var shelves: [AnyShelf] {
        [reservations, payments, appointments, diaries, shops, lists, tallies]
    }

    func shelf(_ name: String) -> AnyShelf? { shelves.first { $0.name == name } }

    func shelf<A: Aggregate>(of type: A.Type) -> Shelf<A>? {
        shelves.lazy.compactMap { $0 as? Shelf<A> }.first
    }

    /// Reads on. Whoever has seen more than there is now has seen something that was lost.
    func catchUp(_ reader: any FactReader) throws {
        for stored in try reader.facts(after: Int64(facts.count), limit: Int.max) {
            try take(stored, reader)
        }
    }

    /// After a process has died: all that was read before is there, as it was.
    func compare(_ reader: any FactReader) throws {
        let found = try reader.facts(after: 0, limit: Int.max)
        guard found.count >= facts.count else {
            throw Violation(
                .nothingIsLost,
                "there were \(facts.count) facts, and now there are \(found.count)"
            )
        }
        for (old, new) in zip(facts, found) where old != new {
            throw Violation(.nothingIsLost, "fact \(old.position) is another one now")
        }
        for stored in found.dropFirst(facts.count) { try take(stored, reader) }
    }

    private func take(_ stored: StoredFact, _ reader: any FactReader) throws {
        guard stored.position == Int64(facts.count) + 1 else {
            throw Violation(.noGaps, "fact \(stored.position) comes behind \(facts.count)")
        }
        guard stored.cause.position < stored.position,
            stored.correlation.position > 0, stored.correlation.position <= stored.position
        else { throw Violation(.noGaps, "fact \(stored.position) has a cause after it") }
        facts.append(stored)
        let shelf = try shelf(numbered: stored.stream.kind, reader)
        let isNew = stored.version == 1
        try shelf.take(stored, called: isNew ? try reader.key(of: stored.stream) : nil)
    }

    private func shelf(numbered kind: Int32, _ reader: any FactReader) throws -> AnyShelf {
        if let known = kinds[kind] { return known }
        let path = try reader.kindNames()[kind]
        guard let name = path?.split(separator: "/").last, let shelf = shelf(String(name)) else {
            throw Violation(.nothingIsLost, "nobody knows kind \(kind)")
        }
        kinds[kind] = shelf
        return shelf
    }
}

/// What a caller was told: whoever was asked stands so, in this version.
struct Acknowledged: Equatable {
    let kind: String
    let number: Int64
    let version: Int64
    let body: [UInt8]
}

extension Auditor {
    /// What was acknowledged is durable, and is what it was said to be.
    func check(_ said: Acknowledged) throws {
        // Asked for what was so already, one that is not there has version 0.
        guard said.version > 0 else { return }
        guard let shelf = shelf(said.kind), shelf.version(said.number) >= said.version else {
            throw Violation(
                .nothingIsLost,
                "\(said.kind) \(said.number) was acknowledged in version \(said.version)"
            )
        }
        guard shelf.encodedState(said.number, at: said.version) == said.body else {
            throw Violation(
                .memoryIsHistory,
                "\(said.kind) \(said.number) was not what its caller was told"
            )
        }
    }
}
