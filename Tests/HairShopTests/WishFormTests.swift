import Calendar
import Kit
import Payments
import Testing
import Wire

@testable import HairShop

/// A place that knows the demo shop as 1, and a shop in Berlin as 2.
var desk: Place {
    Place(
        lookup: Known(lists: [
            1: PriceList(replaying: [.noted(timeZone: "Asia/Seoul", offers: Shop.demo.stylings)]),
            2: PriceList(replaying: [.noted(timeZone: "Europe/Berlin", offers: [])]),
        ]),
        zones: SystemTimeZones(),
        now: dawn
    )
}

/// The command that a call asks for.
func placing(_ body: Document) throws -> Reservation.Command {
    let creation = try #require(Reservation.commands.creation)
    let asking = try creation.read(Body(body))(desk)
    #expect(asking.identity == nil)
    return asking.command
}

private func wished(_ body: Document) throws -> Wish {
    guard case .place(let wish, _, _) = try placing(body) else {
        throw Unacceptable("", "another command")
    }
    return wish
}

@Suite("A wish on the wire")
struct WishFormTests {
    @Test func `H-F1 as documented`() throws {
        let command = try placing(["customerId": "OHM", "date": "20211001", "stylingType": "perm"])
        #expect(
            command
                == .place(wish: wish(), terms: Terms(deposit: deposit, minutes: 120), token: nil)
        )
    }

    @Test func `H-F1 in the sloppy way that is documented too`() throws {
        let wish = try wished(["customerid": "OHM", "hospitalid": "123", "date": "20210910"])
        #expect(wish.customer == nil)
        #expect(wish.styling == nil)
        #expect(wish.date == "20210910")
        #expect(wish.shop == 1)
        #expect(wish.slot == nil)
    }

    @Test func `H-G6 with a time, as text or number, and the duration of the styling`() throws {
        for time in ["1400", "14:00", 1400] as [Document] {
            let wish = try wished(["date": "2021-10-01", "time": time, "stylingType": "perm"])
            #expect(wish.slot == slot(14))
            #expect(wish.time == time.asText)
            #expect(wish.date == "2021-10-01")
        }
        #expect(try wished(["date": 20_211_001, "time": "900"]).slot == slot(9, minutes: 60))
        #expect(
            try wished(["date": "20211001", "time": "1400", "duration": "45"]).slot
                == slot(14, minutes: 45)
        )
        #expect(
            try wished(["date": "20211001", "time": "1400", "duration": 45]).slot
                == slot(14, minutes: 45)
        )
    }

    @Test func `H-G1 in a shop of another time zone`() throws {
        let wish = try wished(["shopId": "2", "date": "20211001", "time": "1400"])
        #expect(wish.shop == 2)
        #expect(wish.slot?.start.iso8601 == "2021-10-01T12:00:00.000Z")
    }

    @Test func `H-G1 in a shop that nobody knows`() throws {
        let command = try placing(["shopId": 3, "date": "20211001"])
        guard case .place(_, let terms, _) = command else { throw Unacceptable("", "") }
        #expect(terms == nil)
    }

    @Test func `names a stylist and a way to pay`() throws {
        let command = try placing([
            "date": "20211001", "designerId": "ParkJun", "paymentToken": "tok_transfer",
        ])
        guard case .place(let wish, _, let token) = command else { throw Unacceptable("", "") }
        #expect(wish.stylist == parkJun)
        #expect(token == Provider.bankTransfer)
    }

    @Test func `leaves out what is null`() throws {
        let body: Document = [
            "date": "20211001", "time": nil, "shopId": nil, "duration": nil, "customerId": nil,
        ]
        #expect(try wished(body).shop == 1)
    }

    @Test(
        arguments: [
            ([:], "date"), (["date": nil], "date"), (["date": "20210230"], "date"),
            (["date": true], "date"), (["date": 1.5], "date"), (["date": []], "date"),
            (["date": "2021-10-001"], "date"),
            (["date": "20211001", "time": "2500"], "time"),
            (["date": "20211001", "time": "later"], "time"),
            (["date": "20211001", "time": ["14:00"]], "time"),
            (["date": "20211001", "duration": 0], "duration"),
            (["date": "20211001", "duration": -30], "duration"),
            (["date": "20211001", "duration": 1_441], "duration"),
            (["date": "20211001", "duration": "an hour"], "duration"),
            (["date": "20211001", "duration": 1.5], "duration"),
            (["date": "20211001", "duration": "99999999999999999999"], "duration"),
            (["date": "20211001", "time": "2330", "duration": 60], "duration"),
            (["date": "20211001", "time": "2400"], "time"),
            (["date": "20211001", "shopId": 0], "shopId"),
            (["date": "20211001", "shopId": "-1"], "shopId"),
            (["date": "20211001", "shopId": "first"], "shopId"),
            (["date": "20211001", "shopId": .integer(.max)], "shopId"),
            (["date": "20211001", "customerId": ["OHM"]], "customerId"),
            (["date": "20211001", "customerId": "a\u{0}b"], "customerId"),
            (["date": "20211001", "stylingType": [:]], "stylingType"),
            (
                ["date": "20211001", "designerId": .text(String(repeating: "é", count: 257))],
                "designerId"
            ),
            (["date": "20211001", "paymentToken": 1.5], "paymentToken"),
            (["shopId": 2, "date": "20210328", "time": "0230"], "time"),
        ] as [(Document, String)]
    )
    func `that cannot be accepted names the member`(body: Document, member: String) {
        let error = #expect(throws: Unacceptable.self) { try placing(body) }
        #expect(error?.member == member)
        #expect(error?.detail.isEmpty == false)
    }

    @Test func `in a doubled hour means the first`() throws {
        let wish = try wished(["shopId": 2, "date": "20211031", "time": "0230"])
        #expect(wish.slot?.start.iso8601 == "2021-10-31T00:30:00.000Z")
    }
}

@Suite("Changes on the wire")
struct ChangeTests {
    private func reservation(_ body: Document) throws -> [Reservation.Command] {
        try #require(Reservation.commands.change).commands(Body(body), Reservation(), desk)
    }

    private func appointment(_ body: Document) throws -> [Appointment.Command] {
        try #require(Appointment.commands.change).commands(Body(body), Appointment(), desk)
    }

    private func payment(_ body: Document) throws -> [Payment.Command] {
        try #require(Payment.commands.change).commands(Body(body), Payment(), desk)
    }

    @Test func `H-F5 a customer can ask to cancel`() throws {
        #expect(try reservation(["status": "CANCEL_REQUESTED"]) == [.requestCancellation])
        #expect(Reservation.commands.cancellation == .requestCancellation)
        #expect(try reservation([:]).isEmpty)
        #expect(try reservation(["unknown": 1]).isEmpty)
    }

    @Test(arguments: ["Reservation Canceled", "RSV_REQUESTED", "Reservation Completed"])
    func `X-D5 a customer cannot change to another known status`(word: String) {
        let error = #expect(throws: IllegalTransition.self) {
            try reservation(["status": .text(word)])
        }
        #expect(error?.member == "status")
    }

    @Test(arguments: ["cancel_requested", "", 1, true, []] as [Document])
    func `H-G7 a customer can change to no unknown status`(word: Document) {
        let error = #expect(throws: Unacceptable.self) { try reservation(["status": word]) }
        #expect(error?.member == "status")
    }

    @Test func `H-G2 H-G3 a clerk can match and let go`() throws {
        #expect(try appointment(["designerId": "ParkJun"]) == [.assign(stylist: parkJun)])
        #expect(try appointment(["rsvStatus": "RSV_CANCELED"]) == [.cancel])
        #expect(Appointment.commands.cancellation == .cancel)
        #expect(Appointment.commands.creation == nil)
        let error = #expect(throws: Unacceptable.self) { try appointment(["rsvStatus": "DONE"]) }
        #expect(error?.member == "rsvStatus")
    }

    @Test func `a transfer that has arrived is collected`() throws {
        #expect(try payment(["status": "PAY_COMPLETED"]) == [.collect])
        #expect(throws: IllegalTransition.self) { try payment(["status": "PAY_CANCELED"]) }
        let creation = try #require(Payment.commands.creation)
        let body = Body(["reservationId": "300", "status": "PAYMENT_REQUESTED"])
        let asking = try creation.read(body)(desk)
        #expect(asking.identity == 300)
        #expect(asking.command == .collect)
        #expect(creation.isAlsoRead)
        #expect(Payment.commands.cancellation == nil)
    }

    @Test(
        arguments: [
            ([:], "reservationId"), (["reservationId": "x"], "reservationId"),
            (["reservationId": 0], "reservationId"),
            (["reservationId": 1, "status": "X"], "status"),
        ] as [(Document, String)]
    )
    func `a payment for nothing is not accepted`(body: Document, member: String) throws {
        let creation = try #require(Payment.commands.creation)
        let error = #expect(throws: Unacceptable.self) { try creation.read(Body(body)) }
        #expect(error?.member == member)
    }

    @Test func `H-G7 a payment says how it stands`() {
        let states: [([Payment.Event], String)] = [
            ([], "PAYMENT_REQUESTED"), ([.requested(amount: deposit)], "PAYMENT_REQUESTED"),
            ([.paid(amount: deposit)], "PAY_COMPLETED"), ([.declined(reason: "no")], "PAY_DENIED"),
            (
                [.paid(amount: deposit), .refunded(amount: noMoney, claim: "a", left: deposit)],
                "PAY_COMPLETED"
            ),
            (
                [.paid(amount: deposit), .refunded(amount: deposit, claim: "a", left: noMoney)],
                "PAY_CANCELED"
            ),
        ]
        for (history, word) in states {
            #expect(Payment(replaying: history).statusWord == word)
            #expect(Payment.statusWords.contains(word))
        }
    }
}
