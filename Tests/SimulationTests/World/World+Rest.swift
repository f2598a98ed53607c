import Kit
import KitTesting
import Payments
import Runtime

@testable import HairShop

extension World {
    /// Faults are over, services are up, time runs on until nothing is due; then all must be well.
    func comeToRest() throws {
        faults.calm()
        isResting = true
        // The living process goes on where it can: what it has in memory is to be seen, too.
        if life?.down.isEmpty != true || chance.happens(50) {
            try die(isPowerCut: false, without: [])
        }
        for _ in 0..<6 {
            network = []
            for index in intents.indices where intents[index].isOpen { send(index) }
            try settle()
        }
        for _ in 0..<40 where try clerkHasWork() { try settle() }
        try catchUpViews()
        let letters = try life?.store.letters(limit: Int.max) ?? []
        try auditor.checkAtRest(letters)
        try checkPromises()
        try checkMemory()
        try checkRows()
        try die(isPowerCut: false, without: [])
        try settle()
        try catchUpViews()
        try checkMemory()
        try checkRows()
    }

    /// Turns until nothing is due any more.
    private func settle() throws {
        for _ in 0..<600 {
            guard let life else { return }
            let before = life.ledger.position
            try turn()
            try show()
            life.feed.deliverAll()
            guard life.isAtRest, life.ledger.backlog == 0, life.ledger.position == before else {
                clock.pass(milliseconds: 50)
                continue
            }
            guard let due = try nextDue(life) else { return }
            // What is due by a clock that has run backwards since may be put off a little longer.
            if due <= clock.now() { clock.pass(milliseconds: 60_000) } else { clock.run(to: due) }
        }
        throw Violation(.everythingRests, "there is always something to do")
    }

    private func nextDue(_ life: Life) throws -> Instant? {
        let retries = try life.store.letters(limit: Int.max).compactMap(\.retryAt)
        return [try life.store.nextDue(), retries.min()].compactMap(\.self).min()
    }

    /// The clerk works off what waits. False when nothing does.
    private func clerkHasWork() throws -> Bool {
        var hasWork = false
        for member in auditor.appointments.members {
            guard let appointment = auditor.appointments[member],
                let number = auditor.appointments.identity(of: member)?.number
            else { continue }
            switch appointment.stage {
            case .received where chance.happens(70):
                let stylist = appointment.openings.first?.stylist ?? "nobody"
                want(.assign(reservation: number, stylist), atOnce: true)
            case .received, .cancellationAsked:
                want(.letGo(reservation: number), atOnce: true)
            case .unknown, .matched, .declined, .cancelled: continue
            }
            hasWork = true
        }
        return hasWork
    }

    private func catchUpViews() throws {
        for round in 0..<200 {
            if round > 1, life?.viewsAreAtRest == true { return }
            life?.feed.deliverAll()
            life?.feed.repeatLast()
            try show()
            clock.pass(milliseconds: 20)
        }
        throw Violation(.everythingRests, "the views do not come to rest")
    }

    /// Every 204 is honoured, and everyone who asked has heard an answer.
    private func checkPromises() throws {
        for intent in intents {
            guard intent.heard != nil, case .cancel(let number) = intent.ask else { continue }
            guard auditor.reservations[number]?.stage == .cancelled else {
                throw Violation(.sagasEnd, "reservation \(number) was to be cancelled")
            }
        }
        for said in told { try auditor.check(said) }
    }

    /// All that the ledger has in memory, or reads with the help of snapshots, is what facts say.
    private func checkMemory() throws {
        for shelf in auditor.shelves {
            for number in shelf.members { try checkMemory(shelf, number) }
        }
    }

    private func checkMemory(_ shelf: AnyShelf, _ number: Int64) throws {
        guard let life else { return }
        let version = shelf.version(number)
        let said = Acknowledged(kind: shelf.name, number: number, version: version, body: [])
        let guards = life.guards
        let found = Found()
        life.ledger.call { desk in
            let standing = try guards.standing(said, desk)
            found.rows = standing.map {
                [ExpectedRow(number: number, version: $0.version, shown: $0.body)]
            }
            return Reply(status: 200)
        } answer: { _ in
        }
        try turn()
        let body = shelf.encodedState(number, at: version) ?? []
        guard found.rows == [ExpectedRow(number: number, version: version, shown: body)] else {
            throw Violation(.memoryIsHistory, "\(shelf.name) \(number) in version \(version)")
        }
    }
}

/// What was found, for closures that run on the one thread there is.
final class Found: @unchecked Sendable { var rows: [ExpectedRow]? }
