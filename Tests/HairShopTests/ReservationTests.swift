import Kit
import KitTesting
import Payments
import Testing

@testable import HairShop

private let plain = wish()
private let placed: [Reservation.Event] = [.placed(wish: plain, deposit: deposit, token: nil)]
private let confirmed = placed + [.confirmed(wish: plain)]
private let completed = confirmed + [.completed(stylist: chaHong)]
private let asked = completed + [.cancellationRequested(wish: plain)]
private let released = asked + [.released(reason: nil, freeTimes: [], owed: deposit)]
private let cancelled = released + [.cancelled(wish: plain, reason: nil)]
private let givenUp =
    placed + [.cancellationRequested(wish: plain), .cancelled(wish: plain, reason: nil)]
private let overpaid = givenUp + [.overpaid(owed: deposit)]
private let free: [Reservation.Event] = [
    .placed(wish: plain, deposit: noMoney, token: nil), .confirmed(wish: plain),
]

@Suite("A reservation")
struct ReservationTests {
    @Test func `answers every command in every state`() {
        DecisionTable(
            Reservation.self,
            states: [
                ("unknown", []), ("placed", placed), ("confirmed", confirmed),
                ("completed", completed), ("asked", asked), ("released", released),
                ("cancelled", cancelled), ("givenUp", givenUp), ("overpaid", overpaid),
                ("free", free),
            ],
            commands: [
                ("place", .place(wish: plain, terms: shopTerms, token: nil)),
                ("confirm", .confirm), ("abandon", .abandon(reason: "late")),
                ("complete", .complete(stylist: chaHong)), ("cancel", .requestCancellation),
                ("release", .release(reason: nil, freeTimes: [])), ("settle", .settle),
            ]
        ).verify(
            """
            place confirm abandon complete cancel release settle
            unknown placed (notPlaced) - - (notPlaced) - -
            placed - confirmed cancelled - cancellationRequested+cancelled released+cancelled -
            confirmed - - - completed cancellationRequested released -
            completed - - - - cancellationRequested released -
            asked - - - - - released -
            released - - - - - - cancelled
            cancelled - - - - (alreadyCancelled) - -
            givenUp - overpaid - - (alreadyCancelled) - -
            overpaid - - - - (alreadyCancelled) - -
            free - - - completed cancellationRequested released+cancelled -
            """
        )
    }

    @Test func `H-F1 is what the customer picks, at the terms of the shop`() {
        given(Reservation.self)
            .when(.place(wish: plain, terms: shopTerms, token: "tok"))
            .then(.placed(wish: plain, deposit: deposit, token: "tok"))
    }

    @Test func `H-F9 without a deposit is confirmed at once`() {
        given(Reservation.self)
            .when(.place(wish: plain, terms: Terms(deposit: noMoney, minutes: 30), token: nil))
            .then(.placed(wish: plain, deposit: noMoney, token: nil), .confirmed(wish: plain))
    }

    @Test func `H-G1 in an unknown shop is refused`() {
        given(Reservation.self)
            .when(.place(wish: plain, terms: nil, token: nil))
            .refused(.unknownShop)
    }

    @Test func `H-F4 is completed when a stylist is found, and when another one is`() {
        given(Reservation.self, confirmed)
            .when(.complete(stylist: chaHong))
            .then(.completed(stylist: chaHong))
        given(Reservation.self, completed)
            .when(.complete(stylist: parkJun))
            .then(.completed(stylist: parkJun))
    }

    @Test func `H-F5 can be cancelled by the customer`() {
        given(Reservation.self, completed)
            .when(.requestCancellation)
            .then(.cancellationRequested(wish: plain))
    }

    @Test func `H-F7 is cancelled once the money is back`() {
        given(Reservation.self, asked)
            .when(.release(reason: nil, freeTimes: []))
            .then(.released(reason: nil, freeTimes: [], owed: deposit))
        given(Reservation.self, released).when(.settle).then(.cancelled(wish: plain, reason: nil))
    }

    @Test func `keeps the reason and the free times of a shop that cannot serve it`() {
        let times = [FreeTime(day: friday, from: time(16), stylist: parkJun)]
        var reservation = Chronicle<Reservation>(confirmed)
        #expect(throws: Never.self) {
            try reservation.ask(.release(reason: "taken", freeTimes: times))
            try reservation.ask(.settle)
        }
        #expect(reservation.state.reason == "taken")
        #expect(reservation.state.freeTimes == times)
        #expect(reservation.state.stylist == nil)
    }

    @Test func `is given up when the money does not come`() {
        given(Reservation.self, placed)
            .when(.abandon(reason: "late"))
            .then(.cancelled(wish: plain, reason: "late"))
    }

    @Test func `owes the money that came too late`() {
        given(Reservation.self, givenUp).when(.confirm).then(.overpaid(owed: deposit))
    }

    @Test func `owes nothing more when it is told of its money again`() {
        given(Reservation.self, cancelled).when(.confirm).then()
        given(Reservation.self, free).when(.confirm).then()
    }
}
