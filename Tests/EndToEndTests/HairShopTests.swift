import Testing
import Wire

private let perm: Document = [
    "customerId": "OHM", "date": "20211001", "stylingType": "perm",
]
private let atTwo: Document = [
    "customerId": "OHM", "date": "20300105", "time": "1400", "stylingType": "cut",
]

@Suite("A customer", .apart) struct CustomerTests {
    @Test func `H-F1 picks a date, a shop and a styling and asks for a reservation`() throws {
        let server = try Server()
        let answer = try server.post(
            "/reservations",
            ["customerId": "OHM", "date": "20211001", "stylingType": "perm", "shopId": 1]
        )
        #expect(answer.status == 201)
        #expect(answer.field("Location") == "http://127.0.0.1:\(server.port)/reservations/1")
        #expect(answer.json.text("status") == "RSV_REQUESTED")
        #expect(answer.json.text("shopStatus") == "NULL")
        #expect(answer.json.text("payStatus") == "NULL")
        #expect(answer["id"] == nil)
        #expect(answer["_links"]?["reservation"]?["href"] == answer["_links"]?["self"]?["href"])
    }

    @Test func `H-F2 H-F9 has paid the deposit before the shop hears of it`() throws {
        let server = try Server()
        let id = try server.book(perm)
        let payment = try server.get("/payments/1")
        #expect(payment.json.text("status") == "PAY_COMPLETED")
        #expect(payment.json.text("reservationId") == "\(id)")
        #expect(payment["amount"] == ["amount": 20_000, "currency": "KRW"])
        try server.item("/reservations/\(id)", "status", "Reservation Completed")
        let types = try facts(of: server.folder).map { $0.text("type") }
        let paid = try #require(types.firstIndex(of: "PaymentFinished"))
        let heard = try #require(types.firstIndex(of: "ReservationChecked"))
        #expect(paid < heard)
    }

    @Test func `H-F3 H-F4 H-G7 is matched with a stylist, and sees the reservation complete`()
        throws
    {
        let server = try Server()
        let id = try server.book(perm)
        let reservation = try server.item(
            "/reservations/\(id)",
            "status",
            "Reservation Completed"
        )
        #expect(reservation.text("shopStatus") == "Designer Matched")
        #expect(reservation.text("payStatus") == "Pay Finished")
        let row = try server.get("/hairshops/1").json
        #expect(row.text("reservationId") == "\(id)")
        #expect(row.text("designerId") == "ChaHong")
        #expect(row.text("rsvStatus") == "RSV_REQUESTED")
    }

    @Test func `H-F5 H-F6 H-F7 H-F10 H-G4 cancels, and the stylist goes and the money comes back`()
        throws
    {
        let server = try Server()
        let id = try server.book(atTwo)
        try server.item("/reservations/\(id)", "status", "Reservation Completed")
        let asked = try server.patch("/reservations/\(id)", ["status": "CANCEL_REQUESTED"])
        #expect(asked.status == 200)
        #expect(asked.json.text("status") == "CANCEL_REQUESTED")
        let cancelled = try server.item("/reservations/\(id)", "status", "Reservation Canceled")
        #expect(cancelled.text("shopStatus") == "Designer Deleted")
        #expect(cancelled.text("payStatus") == "Pay Canceled")
        #expect(cancelled["designerId"] == nil)
        let row = try server.get("/hairshops/1").json
        #expect(row.text("designerId") == "CANCELED")
        #expect(row.text("rsvStatus") == "RSV_CANCELED")
        let payment = try server.get("/payments/1").json
        #expect(payment.text("status") == "PAY_CANCELED")
        #expect(payment["refunded"] == ["amount": 5_000, "currency": "KRW"])
        #expect(try server.item("/myPages/1", "payStatus", "Pay Canceled").id == id)
        // The time is free again.
        let next = try server.book([
            "customerId": "NEXT", "date": "20300105", "time": "14:00",
            "stylingType": "cut", "designerId": "ChaHong",
        ])
        try server.item("/reservations/\(next)", "status", "Reservation Completed")
    }

    @Test func `H-F8 H-N4 sees all of it on one page`() throws {
        let server = try Server()
        let id = try server.book(atTwo)
        let page = try server.item("/myPages/\(id)", "status", "Reservation Completed")
        #expect(page.text("customerId") == "OHM")
        #expect(page.text("date") == "20300105")
        #expect(page.text("time") == "1400")
        #expect(page.text("duration") == "30")
        #expect(page.text("shopId") == "1")
        #expect(page.text("stylingType") == "cut")
        #expect(page.text("designerId") == "ChaHong")
        #expect(page.text("reservationId") == "\(id)")
    }

    @Test func `H-N1 is turned away and never matched when the deposit is declined`() throws {
        let server = try Server()
        let before = try server.facts()
        let answer = try server.post(
            "/reservations",
            ["customerId": "POOR", "date": "20300105", "paymentToken": "tok_declined"]
        )
        #expect(answer.status == 409)
        #expect(answer.json.text("type") == "/problems/payment-declined")
        #expect(try server.facts() == before)
        #expect(try server.get("/reservations").json.embedded.isEmpty)
        #expect(try server.get("/hairshops").json.embedded.isEmpty)
    }

    @Test func `H-N1 H-G5 waits for the shop while a transfer has not arrived`() throws {
        let server = try Server()
        let id = try server.book(
            ["customerId": "SLOW", "date": "20300105", "paymentToken": "tok_transfer"]
        )
        #expect(try server.get("/hairshops").json.embedded.isEmpty)
        let paid = try server.post("/payments", ["reservationId": .integer(id)])
        #expect([200, 201].contains(paid.status))
        let done = try server.patch("/payments/1", ["status": "PAY_COMPLETED"])
        #expect(done.status == 200)
        try server.item("/reservations/\(id)", "status", "Reservation Completed")
        #expect(try facts(of: server.folder).of("PaymentFinished").count == 1)
    }

    @Test func `H-G5 is not charged twice by whoever asks for the payment again`() throws {
        let server = try Server()
        let id = try server.book(perm)
        try server.item("/reservations/\(id)", "status", "Reservation Completed")
        let before = try server.facts()
        let again = try server.post(
            "/payments",
            ["reservationId": .text("\(id)"), "status": "PAYMENT_REQUESTED"]
        )
        #expect(again.status == 200)
        #expect(again.id == 1)
        #expect(again.json.text("status") == "PAY_COMPLETED")
        #expect(try server.facts() == before)
    }
}

@Suite("A wish", .apart) struct WishTests {
    @Test func `H-G1 goes to the first shop unless it names another`() throws {
        let server = try Server()
        let made = try server.post(
            "/shops",
            ["name": "Second", "stylists": [["name": "Kim", "workingHours": []]]]
        )
        #expect(made.status == 201)
        #expect(made.id == 2)
        try until("the second shop's prices are known") {
            let body: Document = ["customerId": "B", "date": "20300105", "shopId": "2"]
            return try server.post("/reservations", body).status == 201
        }
        try server.item("/reservations/1", "status", "Reservation Completed")
        #expect(try server.get("/hairshops/1").json.text("designerId") == "Kim")
        let first = try server.book(perm)
        try server.item("/reservations/\(first)", "designerId", "ChaHong")
    }

    @Test func `H-G1 for a shop that nobody knows is refused and changes nothing`() throws {
        let server = try Server()
        let before = try server.facts()
        let answer = try server.post(
            "/reservations",
            ["customerId": "A", "date": "20300105", "shopId": 99]
        )
        #expect(answer.status == 409)
        #expect(answer.json.text("type") == "/problems/unknown-shop")
        #expect(try server.facts() == before)
    }

    @Test func `H-G6 for a day without a time conflicts with nothing`() throws {
        let server = try Server()
        let ids = try (0..<6).map { _ in try server.book(perm) }
        for id in ids {
            try server.item("/reservations/\(id)", "status", "Reservation Completed")
        }
    }

    @Test func `H-G6 for a time that is taken ends with a reason, free times and the money`()
        throws
    {
        let server = try Server()
        let wish: Document = [
            "customerId": "A", "date": "20300105", "time": "1400", "stylingType": "cut",
            "designerId": "ParkJun",
        ]
        let first = try server.book(wish)
        try server.item("/reservations/\(first)", "status", "Reservation Completed")
        let second = try server.book(wish)
        let lost = try server.item("/reservations/\(second)", "status", "Reservation Canceled")
        #expect(lost.text("reason") == "taken")
        #expect(lost.text("payStatus") == "Pay Canceled")
        #expect(
            lost["nextFreeTimes"]?.items.first
                == ["date": "2030-01-05", "time": "14:30", "designerId": "ParkJun"]
        )
        let page = try server.item("/myPages/\(second)", "status", "Reservation Canceled")
        #expect(page.text("reason") == "taken")
        #expect(page["nextFreeTimes"] == lost["nextFreeTimes"])
    }

    @Test func `H-G6 sees the free times of a day, and not those that are taken`() throws {
        let server = try Server()
        let path = "/shops/1/slots?date=20300105&stylingType=perm"
        let before = try server.get(path).json["slots"]?.items ?? []
        #expect(before.first == ["time": "10:00", "designerIds": ["ChaHong"]])
        let id = try server.book(
            ["customerId": "A", "date": "2030-01-05", "time": "10:00", "stylingType": "perm"]
        )
        try server.item("/reservations/\(id)", "status", "Reservation Completed")
        let after = try server.get(path).json["slots"]?.items ?? []
        #expect(after.first == ["time": "11:00", "designerIds": ["ParkJun"]])
    }
}
