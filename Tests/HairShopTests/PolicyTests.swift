import Kit
import KitTesting
import Payments
import Testing

@testable import HairShop

private let timed = wish(slot(14))
private let fifth: ID<Reservation> = 300

private func fact(_ event: Reservation.Event) -> Fact<Reservation> {
    Fact(event, of: fifth, at: dawn)
}
private func fact(_ event: Appointment.Event) -> Fact<Appointment> {
    Fact(event, of: fifth, at: dawn)
}
private func fact(_ event: Payment.Event) -> Fact<Payment> { Fact(event, of: ID(fifth), at: dawn) }

/// One event of each case.
private let everyReservation: [Reservation.Event] = [
    .placed(wish: timed, deposit: deposit, token: "tok"), .confirmed(wish: timed),
    .completed(stylist: chaHong), .cancellationRequested(wish: timed),
    .released(reason: nil, freeTimes: [], owed: deposit),
    .cancelled(wish: timed, reason: nil), .overpaid(owed: deposit),
]
private let everyAppointment: [Appointment.Event] = [
    .received(wish: timed, openings: bothWork),
    .sought(shop: 2, slot: slot(14), openings: bothWork),
    .chosen(shop: 2, slot: slot(14), stylist: parkJun), .matched(stylist: chaHong),
    .declined(reason: .taken, freeTimes: []), .cancellationAsked,
    .cancelled(shop: 2, slot: slot(14)),
]
private let everyPayment: [Payment.Event] = [
    .requested(amount: deposit), .paid(amount: deposit), .declined(reason: "late"),
    .refunded(amount: deposit, claim: "cancellation", left: noMoney),
]

@Suite("Policies between reservation and payment")
struct MoneyPolicyTests {
    @Test func `H-N1 H-F9 a deposit is charged within the call`() {
        #expect(DepositIsPaidFirst.timing == .immediate)
        #expect(
            everyReservation.map { DepositIsPaidFirst().react(to: fact($0)) }
                == [[.ask(300, to: .charge(amount: deposit, token: "tok"))]]
                + Array(repeating: [], count: 6)
        )
        let free = Reservation.Event.placed(wish: timed, deposit: noMoney, token: nil)
        #expect(DepositIsPaidFirst().react(to: fact(free)).isEmpty)
    }

    @Test func `a reservation follows its payment within the call`() {
        #expect(ReservationFollowsPayment.timing == .immediate)
        #expect(
            everyPayment.map { ReservationFollowsPayment().react(to: fact($0)) }
                == [
                    [], [.ask(fifth, to: .confirm)],
                    [.ask(fifth, to: .abandon(reason: "late"))], [],
                ]
        )
    }

    @Test func `H-G4 what is owed goes back, what was awaited is not`() {
        #expect(DepositGoesBack.timing == .eventual)
        let back: [Request<Payment>] = [
            .ask(300, to: .refund(amount: nil, claim: "cancellation"))
        ]
        #expect(
            everyReservation.map { DepositGoesBack().react(to: fact($0)) }
                == [[], [], [], [], back, [.ask(300, to: .void(reason: "cancelled"))], back]
        )
        let unpaid = Reservation.Event.released(reason: nil, freeTimes: [], owed: nil)
        #expect(DepositGoesBack().react(to: fact(unpaid)).isEmpty)
    }

    @Test func `H-F7 a reservation is cancelled when all the money is back`() {
        #expect(CancellationFollowsRefund.timing == .eventual)
        #expect(
            everyPayment.map { CancellationFollowsRefund().react(to: fact($0)) }
                == [[], [], [], [.ask(fifth, to: .settle)]]
        )
        let part = Payment.Event.refunded(amount: deposit, claim: "part", left: deposit)
        #expect(CancellationFollowsRefund().react(to: fact(part)).isEmpty)
    }
}

@Suite("Policies between reservation and shop")
struct ShopPolicyTests {
    private let known = Known(shops: [1: Shop(replaying: [.opened(profile: Shop.demo)])])

    private func received(
        _ wish: Wish,
        _ assignment: Appointment.Assignment = .auto
    ) -> [Request<Appointment>] {
        ShopChecksReservations(assignment: assignment)
            .react(to: fact(.confirmed(wish: wish)), knowing: known)
    }

    private func asking(
        _ wish: Wish,
        _ openings: [Shop.Opening],
        _ reason: Appointment.Reason?,
        _ assignment: Appointment.Assignment = .auto
    ) -> [Request<Appointment>] {
        [
            .ask(
                fifth,
                to: .receive(
                    wish: wish,
                    openings: openings,
                    reason: reason,
                    assignment: assignment
                )
            )
        ]
    }

    @Test func `H-F2 H-N2 once paid, the wish goes to the shop, whenever that is there`() {
        #expect(ShopChecksReservations.timing == .eventual)
        #expect(received(timed) == asking(timed, bothWork, nil))
    }

    @Test func `H-G2 the shop is told whether a clerk decides`() {
        #expect(received(timed, .manual) == asking(timed, bothWork, nil, .manual))
    }

    @Test func `the shop says why it can serve nobody`() {
        let unknown = wish(slot(14), shop: 2)
        #expect(received(unknown) == asking(unknown, [], .noSuchShop))
        let strange = wish(slot(14), stylist: somebody)
        #expect(received(strange) == asking(strange, [], .noSuchStylist))
        var closed = Shop.demo
        closed.openingHours = []
        let shut = Known(shops: [1: Shop(replaying: [.opened(profile: closed)])])
        for wish in [timed, wish(slot(14), stylist: chaHong)] {
            let requests = ShopChecksReservations(assignment: .auto)
                .react(to: fact(.confirmed(wish: wish)), knowing: shut)
            #expect(requests == asking(wish, [], .closed))
        }
    }

    @Test func `H-F4 a reservation follows the shop`() {
        #expect(ReservationFollowsShop.timing == .eventual)
        let times = [FreeTime(day: friday, from: time(16), stylist: parkJun)]
        #expect(
            everyAppointment.map { ReservationFollowsShop().react(to: fact($0)) }
                == [
                    [], [], [], [.ask(fifth, to: .complete(stylist: chaHong))],
                    [.ask(fifth, to: .release(reason: "taken", freeTimes: []))], [],
                    [.ask(fifth, to: .release(reason: nil, freeTimes: []))],
                ]
        )
        #expect(
            ReservationFollowsShop().react(to: fact(.declined(reason: .closed, freeTimes: times)))
                == [.ask(fifth, to: .release(reason: "closed", freeTimes: times))]
        )
    }

    @Test(arguments: [Appointment.Assignment.auto, .manual])
    func `H-F6 H-G3 the shop is asked to let the stylist go`(assignment: Appointment.Assignment) {
        let policy = ShopChecksReservations(assignment: assignment)
        #expect(
            everyReservation.map { policy.react(to: fact($0), knowing: known) }
                == [
                    [], asking(timed, bothWork, nil, assignment), [],
                    [.ask(fifth, to: .askToCancel(assignment: assignment))], [], [], [],
                ]
        )
    }

    @Test func `the reservation desk writes down what a shop says`() {
        let note: [Request<PriceList>] = [
            .ask(7, to: .note(timeZone: "Asia/Seoul", offers: Shop.demo.stylings))
        ]
        for event in [Shop.Event.opened(profile: Shop.demo), .changed(profile: Shop.demo)] {
            #expect(PriceListFollowsShop().react(to: Fact(event, of: 7, at: dawn)) == note)
        }
    }
}

@Suite("Policies between appointment and diary")
struct DiaryPolicyTests {
    private let page = Diary.Identity(shop: 2, day: friday)

    @Test func `H-G6 the diary keeps the time within the call`() {
        #expect(DiaryKeepsTime.timing == .immediate)
        let expected: [[Request<Diary>]] = [
            [],
            [.ask(page, to: .find(reservation: fifth, slot: slot(14), openings: bothWork))],
            [.ask(page, to: .book(reservation: fifth, slot: slot(14), stylist: parkJun))],
            [], [], [], [.ask(page, to: .free(reservation: fifth))],
        ]
        #expect(everyAppointment.map { DiaryKeepsTime().react(to: fact($0)) } == expected)
        let untimed = Appointment.Event.cancelled(shop: 2, slot: nil)
        #expect(DiaryKeepsTime().react(to: fact(untimed)).isEmpty)
    }

    @Test func `the appointment is what the diary says`() {
        #expect(AppointmentFollowsDiary.timing == .immediate)
        func asked(_ event: Diary.Event) -> [Request<Appointment>] {
            AppointmentFollowsDiary()
                .react(to: Fact(event, of: page, at: dawn), knowing: NothingKnown())
        }
        #expect(
            asked(.booked(reservation: fifth, slot: slot(14), stylist: parkJun))
                == [.ask(fifth, to: .match(stylist: parkJun))]
        )
        #expect(asked(.freed(reservation: fifth)).isEmpty)
    }

    private func declined(_ slot: Slot, _ known: Known) -> [Request<Appointment>] {
        let page = Diary.Identity(shop: 1, day: slot.day)
        return AppointmentFollowsDiary().react(
            to: Fact(.turnedAway(reservation: fifth, slot: slot), of: page, at: dawn),
            knowing: known
        )
    }

    private func known(_ wish: Wish, _ openings: [Shop.Opening], _ diary: Diary) -> Known {
        Known(
            shops: [1: Shop(replaying: [.opened(profile: Shop.demo)])],
            appointments: [
                fifth: Appointment(replaying: [.received(wish: wish, openings: openings)])
            ],
            diaries: [Diary.Identity(shop: 1, day: friday): diary]
        )
    }

    @Test func `who is turned away is offered the next three free times`() {
        let full = Diary(replaying: [
            .booked(reservation: 1, slot: slot(14), stylist: chaHong),
            .booked(reservation: 2, slot: slot(14, minutes: 300), stylist: parkJun),
        ])
        let free = [(16, 0), (16, 30), (17, 0)].map { hour, minute in
            FreeTime(day: friday, from: time(hour, minute), stylist: chaHong)
        }
        #expect(
            declined(slot(14), known(timed, bothWork, full))
                == [.ask(fifth, to: .decline(reason: .taken, freeTimes: free))]
        )
    }

    @Test func `who comes too late is offered the next day, with the stylist wished for`() {
        let late = wish(slot(18), stylist: chaHong)
        let next = day(2021, 10, 2)
        let free = [(10, 0), (10, 30), (11, 0)].map { hour, minute in
            FreeTime(day: next, from: time(hour, minute), stylist: chaHong)
        }
        #expect(
            declined(slot(18), known(late, [bothWork[0]], Diary()))
                == [.ask(fifth, to: .decline(reason: .closed, freeTimes: free))]
        )
    }

    @Test func `who asks where no shop is known is offered nothing`() {
        #expect(
            declined(slot(14), Known())
                == [.ask(fifth, to: .decline(reason: .closed, freeTimes: []))]
        )
    }
}
