import Testing
import Wire

private let perm: Document = ["customerId": "OHM", "date": "20300105", "stylingType": "perm"]

private func expectUnavailable(
    _ answer: Answer,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(answer.status == 503, "\(answer.text)", sourceLocation: sourceLocation)
    let wait = answer.field("Retry-After").flatMap { Int($0) } ?? 0
    #expect(wait > 0, sourceLocation: sourceLocation)
    #expect(answer.json.text("type") == "/problems/unavailable", sourceLocation: sourceLocation)
}

@Suite("A service that is down", .apart) struct WithoutTests {
    @Test func `H-N1 payment: a reservation is refused, nothing is half done, later it works`()
        throws
    {
        let folder = try Folder()
        let down = try Server("--without", "payment", in: folder)
        let before = try down.facts()
        expectUnavailable(try down.post("/reservations", perm))
        expectUnavailable(try down.get("/payments"))
        expectUnavailable(try down.post("/payments", ["reservationId": 1]))
        #expect(try down.facts() == before)
        for path in ["/reservations", "/hairshops", "/myPages"] {
            #expect(try down.get(path).json.embedded.isEmpty)
        }
        #expect(try down.stop() == 0)
        let up = try Server(in: folder)
        #expect(try up.book(perm) == 1)
        try up.item("/reservations/1", "status", "Reservation Completed")
    }

    @Test func `H-N2 hairshop: reservations and cancellations are accepted and caught up`() throws {
        let folder = try Folder()
        let before = try Server(in: folder)
        let old = try before.book(perm)
        try before.item("/reservations/\(old)", "status", "Reservation Completed")
        try before.item("/myPages/\(old)", "status", "Reservation Completed")
        #expect(try before.stop() == 0)

        let down = try Server("--without", "hairshop", in: folder)
        let new = try down.book(perm)
        let both = try down.book(perm)
        for id in [old, both] {
            let path = "/reservations/\(id)"
            #expect(try down.patch(path, ["status": "CANCEL_REQUESTED"]).status == 200)
        }
        expectUnavailable(try down.get("/hairshops"))
        expectUnavailable(try down.get("/shops/1/slots?date=20300105"))
        expectUnavailable(try down.patch("/hairshops/1", ["designerId": "ParkJun"]))
        let waiting = try down.get("/reservations/\(new)").json
        #expect(waiting.text("status") == "RSV_REQUESTED")
        #expect(waiting.text("shopStatus") == "NULL")
        let cancelling = try down.get("/reservations/\(old)").json
        #expect(cancelling.text("status") == "CANCEL_REQUESTED")
        try down.item("/myPages/\(old)", "status", "CANCEL_REQUESTED")
        #expect(try down.stop() == 0)

        let up = try Server(in: folder)
        try up.item("/reservations/\(new)", "status", "Reservation Completed")
        for id in [old, both] {
            try up.item("/reservations/\(id)", "status", "Reservation Canceled")
            let payment = try up.get("/payments?reservationId=\(id)").json.embedded.first
            #expect(payment?.text("status") == "PAY_CANCELED")
        }
    }

    @Test func `H-N2 hairshop at the very first start: reservations wait for the first shop`()
        throws
    {
        let folder = try Folder()
        let down = try Server("--without", "hairshop", in: folder)
        let id = try down.book(perm)
        let lost = try down.book(perm)
        #expect(
            try down.patch("/reservations/\(lost)", ["status": "CANCEL_REQUESTED"]).status == 200
        )
        #expect(try down.get("/reservations/\(id)").json.text("status") == "RSV_REQUESTED")
        #expect(try down.stop() == 0)
        let up = try Server(in: folder)
        try up.item("/reservations/\(id)", "status", "Reservation Completed")
        try up.item("/reservations/\(lost)", "status", "Reservation Canceled")
        #expect(try up.get("/shops/1").json.text("name") == "Yeyak Hair")
    }

    @Test func `H-N2 mypage: everything else goes on, and the page is caught up`() throws {
        let folder = try Folder()
        let down = try Server("--without", "mypage", in: folder)
        let id = try down.book(perm)
        try down.item("/reservations/\(id)", "status", "Reservation Completed")
        expectUnavailable(try down.get("/myPages"))
        expectUnavailable(try down.get("/myPages/\(id)"))
        #expect(try down.get("/actuator/health").status == 200)
        #expect(try down.stop() == 0)
        let up = try Server(in: folder)
        try up.item("/myPages/\(id)", "status", "Reservation Completed")
    }

    @Test func `H-N2 reservation: its paths are gone for now, the shop goes on`() throws {
        let folder = try Folder()
        let before = try Server(in: folder)
        let id = try before.book(perm)
        try before.item("/reservations/\(id)", "status", "Reservation Completed")
        #expect(try before.stop() == 0)
        let down = try Server("--without", "reservation", in: folder)
        expectUnavailable(try down.get("/reservations"))
        expectUnavailable(try down.post("/reservations", perm))
        expectUnavailable(try down.patch("/reservations/1", ["status": "CANCEL_REQUESTED"]))
        expectUnavailable(try down.delete("/reservations/1"))
        #expect(try down.patch("/hairshops/1", ["designerId": "ParkJun"]).status == 200)
        #expect(try down.get("/shops/1").status == 200)
        #expect(try down.stop() == 0)
        let up = try Server(in: folder)
        try up.item("/reservations/\(id)", "designerId", "ParkJun")
    }

    @Test func `may be several, and is named in the greeting`() throws {
        let server = try Server("--without", "hairshop", "--without", "mypage")
        #expect(server.child.out.contains("without hairshop\nwithout mypage\n"))
        expectUnavailable(try server.get("/hairshops"))
        expectUnavailable(try server.get("/myPages"))
        #expect(try server.get("/reservations").status == 200)
    }
}
