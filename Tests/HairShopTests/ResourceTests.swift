import Kit
import Payments
import Testing
import Wire

@testable import HairShop

/// What a reader is shown of a row, by the names of its members.
private func shown<Row: View>(
    _ resource: Resource<Row>,
    _ row: Row,
    _ number: Int64
) -> [String: Document] {
    var members: [String: Document] = [:]
    for field in resource.fields { members[field.name] = field.value(row, number) }
    return members
}

private func reservation(_ history: [Reservation.Event]) -> [String: Document] {
    let row = Register<Reservation>(identity: 300, state: Reservation(replaying: history))
    return shown(Reservation.resource, row, 300)
}

private func appointment(_ history: [Appointment.Event]) -> [String: Document] {
    let row = Register<Appointment>(identity: 300, state: Appointment(replaying: history))
    return shown(Appointment.resource, row, 4)
}

private func payment(_ history: [Payment.Event]) -> [String: Document] {
    let row = Register<Payment>(identity: 300, state: Payment(replaying: history))
    return shown(Payment.resource, row, 5)
}

private let plain = wish()
private let placed: [Reservation.Event] = [.placed(wish: plain, deposit: deposit, token: nil)]

@Suite("What a reader is shown")
struct ResourceTests {
    @Test func `H-G7 of a new reservation is literal`() {
        #expect(
            reservation(placed) == [
                "customerId": "OHM", "date": "20211001", "stylingType": "perm", "shopId": 1,
                "status": "RSV_REQUESTED", "shopStatus": "NULL", "payStatus": "NULL",
                "deposit": ["amount": 20_000, "currency": "KRW"],
            ]
        )
    }

    @Test func `H-F8 of a reservation with a time shows the time and the stylist`() {
        let timed = wish(slot(14), stylist: parkJun)
        let history: [Reservation.Event] = [
            .placed(wish: timed, deposit: deposit, token: nil), .confirmed(wish: timed),
        ]
        let wished = reservation(history)
        #expect(wished["time"] == "14:00")
        #expect(wished["duration"] == 120)
        #expect(wished["designerId"] == "ParkJun")
        let matched = reservation(history + [.completed(stylist: chaHong)])
        #expect(matched["designerId"] == "ChaHong")
        #expect(matched["status"] == "Reservation Completed")
        #expect(matched["shopStatus"] == "Designer Matched")
        #expect(matched["payStatus"] == "Pay Finished")
    }

    @Test func `of a wish that the shop could not serve says why, and what is free instead`() {
        let free = [FreeTime(day: friday, from: time(16), stylist: chaHong)]
        let members = reservation(
            placed + [
                .confirmed(wish: plain),
                .released(reason: "taken", freeTimes: free, owed: deposit),
                .cancelled(wish: plain, reason: "taken"),
            ]
        )
        #expect(members["status"] == "Reservation Canceled")
        #expect(members["reason"] == "taken")
        #expect(
            members["nextFreeTimes"]
                == [["date": "2021-10-01", "time": "16:00", "designerId": "ChaHong"]]
        )
    }

    @Test func `X-D6 X-D7 of an appointment names the reservation, not its own row`() {
        let received: [Appointment.Event] = [.received(wish: plain, openings: bothWork)]
        let members = appointment(received + [.matched(stylist: chaHong)])
        #expect(members["reservationId"] == 300)
        #expect(members["designerId"] == "ChaHong")
        #expect(members["rsvStatus"] == "RSV_REQUESTED")
        #expect(appointment(received)["designerId"] == .null)
    }

    @Test func `H-F10 of a cancelled appointment shows no stylist any more`() {
        let received: [Appointment.Event] = [.received(wish: plain, openings: bothWork)]
        let gone = appointment(
            received + [.matched(stylist: chaHong), .cancelled(shop: 1, slot: nil)]
        )
        #expect(gone["designerId"] == "CANCELED")
        #expect(gone["rsvStatus"] == "RSV_CANCELED")
        let declined = appointment(received + [.declined(reason: .taken, freeTimes: [])])
        #expect(declined["designerId"] == "CANCELED")
        #expect(declined["reason"] == "taken")
    }

    @Test func `X-D6 X-D7 of a payment names the reservation, not its own row`() {
        let members = payment([.paid(amount: deposit)])
        #expect(members["reservationId"] == 300)
        #expect(members["status"] == "PAY_COMPLETED")
        #expect(members["rsvstatus"] == "RSV_REQUESTED")
        #expect(members["amount"] == ["amount": 20_000, "currency": "KRW"])
        #expect(members["refunded"] == nil)
        let back = payment([
            .paid(amount: deposit), .refunded(amount: deposit, claim: "a", left: noMoney),
        ])
        #expect(back["refunded"] == ["amount": 20_000, "currency": "KRW"])
        #expect(payment([.declined(reason: "late")])["reason"] == "late")
    }

    @Test func `H-N5 X-D8 can be found by the reservation without reading everything`() {
        let found =
            Payment.resource.fields.filter { $0.name == "reservationId" }.map(\.finding)
            + Appointment.resource.fields.filter { $0.name == "reservationId" }.map(\.finding)
        #expect(found == [.indexed, .indexed])
    }

    @Test func `lies under the documented paths and ports`() {
        #expect(Reservation.resource.path == "reservations")
        #expect(Payment.resource.path == "payments")
        #expect(Appointment.resource.path == "hairshops")
        #expect(Shop.resource.path == "shops")
        #expect(MyPage.resource.path == "myPages")
        #expect(
            hairShopOnTheWire.ports.map(\.service)
                == ["reservation", "payment", "hairshop", "mypage"]
        )
        #expect(hairShopOnTheWire.ports.map(\.port) == [8081, 8082, 8083, 8084])
    }
}
