import Kit
import Payments
import Runtime

@testable import HairShop

/// What must hold when nothing is under way any more.
extension Auditor {
    func checkAtRest(_ letters: [Letter]) throws {
        for number in reservations.members { try checkSaga(number) }
        try checkMoney()
        try checkStylists()
        try checkFollowers(letters)
    }

    private func checkSaga(_ number: Int64) throws {
        guard let reservation = reservations[number] else { return }
        let payment = payments.called(ID(number)) ?? Payment()
        let appointment = appointments.called(ID(number)) ?? Appointment()
        func fail(_ why: String) -> Violation {
            Violation(.sagasEnd, "reservation \(number), \(reservation.stage.rawValue): \(why)")
        }
        switch reservation.stage {
        case .completed:
            guard isKept(payment, reservation.deposit) else {
                throw fail("its deposit is not there")
            }
            guard appointment.stage == .matched, appointment.stylist == reservation.stylist else {
                throw fail("its stylist is not matched")
            }
            guard isInDiary(number) == (reservation.wish?.slot != nil) else {
                throw fail("the diary does not know it")
            }
        case .cancelled:
            guard isSettled(payment) else { throw fail("its money is not back") }
            guard [.unknown, .declined, .cancelled].contains(appointment.stage) else {
                throw fail("its stylist still waits")
            }
            guard !isInDiary(number) else { throw fail("the diary still keeps its time") }
        case .unknown, .placed, .confirmed, .cancellationRequested, .released:
            throw fail("it is left halfway")
        }
    }

    private func isKept(_ payment: Payment, _ deposit: Money?) -> Bool {
        switch payment {
        case .none: deposit?.isZero == true
        case .paid(let amount, let refunded, _): amount == deposit && refunded.isZero
        case .requested, .declined: false
        }
    }

    private func isSettled(_ payment: Payment) -> Bool {
        switch payment {
        case .none, .declined: true
        case .paid(let amount, let refunded, _): amount == refunded
        case .requested: false
        }
    }

    private func isInDiary(_ number: Int64) -> Bool {
        diaries.members.contains { diary in
            diaries[diary]?.entries.contains { $0.reservation.number == number } == true
        }
    }

    private func checkMoney() throws {
        var standing: Int64 = 0
        for number in reservations.members {
            guard let reservation = reservations[number], reservation.stage == .completed
            else { continue }
            standing += reservation.deposit?.amount ?? 0
        }
        guard counts.paid - counts.refunded == standing else {
            throw Violation(
                .moneyIsConserved,
                "\(counts.paid) - \(counts.refunded) is not \(standing)"
            )
        }
    }

    /// The same as the diaries say, out of the appointments.
    private func checkStylists() throws {
        var taken: [(number: Int64, wish: Wish, stylist: Name<Stylist>)] = []
        for number in appointments.members {
            guard let appointment = appointments[number], appointment.stage == .matched,
                let wish = appointment.wish, let slot = wish.slot, let stylist = appointment.stylist
            else { continue }
            for other in taken where other.stylist == stylist && other.wish.shop == wish.shop {
                guard other.wish.slot?.overlaps(slot) == true else { continue }
                throw Violation(
                    .nobodyIsDoubleBooked,
                    "\(stylist.text) is matched to \(other.number) and \(number)"
                )
            }
            taken.append((number, wish, stylist))
        }
    }

    /// Every fact was acted on once, or waits for a person, who can read why.
    private func checkFollowers(_ letters: [Letter]) throws {
        func waits(_ policy: String, _ position: Int64) -> Bool {
            letters.contains { $0.id.position == position && $0.id.follower.hasSuffix(policy) }
        }
        for fact in reservations.facts {
            let position = fact.id.position
            guard counts.isCounted(position) != waits("/TallyFollowsReservations", position) else {
                throw Violation(.nothingIsLost, "nobody has acted on fact \(position)")
            }
            if case .confirmed = fact.event, !counts.hasRung("reminder \(fact.number)") {
                let isParked = letters.contains {
                    $0.id.position == position && $0.id.follower.hasPrefix("timer/")
                }
                guard isParked || waits("/CustomersAreReminded", position) else {
                    throw Violation(.nothingIsLost, "the reminder of \(fact.number) is lost")
                }
            }
        }
        for fact in diaries.facts where !counts.isCounted(fact.id.position) {
            throw Violation(.nothingIsLost, "nobody has acted on fact \(fact.id.position)")
        }
        try checkReasons(letters)
    }

    private func checkReasons(_ letters: [Letter]) throws {
        for letter in letters {
            let isHead =
                letters.first {
                    $0.id.follower == letter.id.follower && $0.stream == letter.stream
                }?.id == letter.id
            if !isHead, letter.attempts == 0 { continue }
            let isExpected = ["isPoison", "isClosed"].contains { letter.reason.hasSuffix($0) }
            guard letter.retryAt == nil, isExpected else {
                throw Violation(.lettersHaveReasons, "\(letter)")
            }
        }
    }
}
