import Glibc
import Testing
import Wire

@Suite("A clerk", .apart) struct ClerkTests {
    private static let timed: Document = [
        "customerId": "OHM", "date": "20300105", "time": "1400", "stylingType": "cut",
    ]

    private func manualServer() throws -> Server {
        try Server("--hairshop-assignment", "manual")
    }

    @Test(arguments: ["flag", "environment", "file"])
    func `H-G2 decides when the setting says so`(place: String) throws {
        let folder = try Folder()
        let server =
            switch place {
            case "flag": try Server("--hairshop-assignment", "manual")
            case "environment":
                try Server(environment: ["YEYAK_HAIRSHOP_ASSIGNMENT": "manual"])
            default:
                try Server(
                    "--config",
                    try folder.write("hairshop.assignment = manual\n", to: "yeyak.conf")
                )
            }
        let id = try server.book(Self.timed)
        try server.item("/hairshops/1", "reservationId", "\(id)")
        #expect(try server.get("/hairshops/1").json.text("designerId") == "")
        #expect(
            try server.get("/myPages/\(id)").json.text("designerId") == "Not Matched Yet!"
        )
        let matched = try server.patch("/hairshops/1", ["designerId": "ParkJun"])
        #expect(matched.status == 200)
        #expect(matched.json.text("designerId") == "ParkJun")
        let done = try server.item("/reservations/\(id)", "status", "Reservation Completed")
        #expect(done.text("designerId") == "ParkJun")
    }

    @Test func `H-G3 confirms a cancellation`() throws {
        let server = try manualServer()
        let id = try server.book(Self.timed)
        try server.item("/hairshops/1", "reservationId", "\(id)")
        #expect(try server.patch("/hairshops/1", ["designerId": "ChaHong"]).status == 200)
        try server.item("/reservations/\(id)", "status", "Reservation Completed")
        let asked = try server.patch("/reservations/\(id)", ["status": "CANCEL_REQUESTED"])
        #expect(asked.status == 200)
        try server.item("/hairshops/1", "rsvStatus", "CANCEL_REQUESTED")
        #expect(
            try server.get("/reservations/\(id)").json.text("status") == "CANCEL_REQUESTED"
        )
        #expect(try server.get("/payments/1").json.text("status") == "PAY_COMPLETED")
        let confirmed = try server.patch("/hairshops/1", ["rsvStatus": "RSV_CANCELED"])
        #expect(confirmed.status == 200)
        #expect(confirmed.json.text("designerId") == "CANCELED")
        let gone = try server.item("/reservations/\(id)", "status", "Reservation Canceled")
        #expect(gone.text("payStatus") == "Pay Canceled")
        #expect(gone.text("shopStatus") == "Designer Deleted")
    }

    @Test func `cannot match a stylist who is taken or unknown`() throws {
        let server = try manualServer()
        for _ in 0..<2 { _ = try server.book(Self.timed) }
        try server.item("/hairshops/2", "reservationId", "2")
        #expect(try server.patch("/hairshops/1", ["designerId": "ChaHong"]).status == 200)
        try server.item("/reservations/1", "status", "Reservation Completed")
        let before = try server.facts()
        let taken = try server.patch("/hairshops/2", ["designerId": "ChaHong"])
        #expect(taken.status == 409)
        #expect(taken.json.text("type") == "/problems/taken")
        let unknown = try server.patch("/hairshops/2", ["designerId": "Nobody"])
        #expect(unknown.status == 409)
        #expect(unknown.json.text("type") == "/problems/no-such-stylist")
        #expect(try server.patch("/hairshops/9", ["designerId": "ChaHong"]).status == 404)
        #expect(try server.facts() == before)
    }

    @Test func `gives a reservation to another stylist, and the first is free again`() throws {
        let server = try manualServer()
        for _ in 0..<2 { _ = try server.book(Self.timed) }
        try server.item("/hairshops/2", "reservationId", "2")
        #expect(try server.patch("/hairshops/1", ["designerId": "ChaHong"]).status == 200)
        try server.item("/reservations/1", "designerId", "ChaHong")
        #expect(try server.patch("/hairshops/1", ["designerId": "ParkJun"]).status == 200)
        try server.item("/reservations/1", "designerId", "ParkJun")
        try server.item("/myPages/1", "designerId", "ParkJun")
        #expect(try server.patch("/hairshops/2", ["designerId": "ChaHong"]).status == 200)
        try server.item("/reservations/2", "status", "Reservation Completed")
    }
}

@Suite("A cancellation", .apart) struct CancellationTests {
    @Test func `H-N5 changes just the rows of its own reservation`() throws {
        let server = try Server()
        // Numbers that differ from service to service: the second shop row is of the third.
        _ = try server.post(
            "/reservations",
            ["customerId": "X", "date": "20300105", "paymentToken": "tok_transfer"]
        )
        for name in ["A", "B", "C"] {
            _ = try server.book(["customerId": .text(name), "date": "20300105"])
        }
        for id in 2...4 {
            try server.item("/reservations/\(id)", "status", "Reservation Completed")
            try server.item("/myPages/\(id)", "status", "Reservation Completed")
        }
        func rows() throws -> [[Document]] {
            try ["/reservations", "/payments", "/hairshops", "/myPages"].map(server.all)
        }
        let before = try rows()
        #expect(try server.patch("/reservations/3", ["status": "CANCEL_REQUESTED"]).status == 200)
        try server.item("/reservations/3", "status", "Reservation Canceled")
        try server.item("/myPages/3", "payStatus", "Pay Canceled")
        let after = try rows()
        let changed = zip(before, after).map { old, new in
            zip(old, new).filter { $0 != $1 }.map { $1.id }
        }
        #expect(changed == [[3], [3], [2], [3]])
        #expect(after[2].first { $0.id == 2 }?.text("reservationId") == "3")
    }

    @Test func `H-N5 bears the correlation id of the reservation in every fact`() throws {
        let server = try Server()
        for name in ["A", "B"] {
            _ = try server.book(["customerId": .text(name), "date": "20300105"])
        }
        try server.item("/reservations/2", "status", "Reservation Completed")
        let placed = try facts(of: server.folder).of("ReservationPlaced")
        let chain = try #require(placed.last).text("correlationid")
        let chained = try facts(of: server.folder, "--correlation", chain)
        #expect(
            chained.map { $0.text("type") } == [
                "ReservationPlaced", "PaymentFinished", "ReservationConfirmed",
                "ReservationChecked", "ReservationCompleted",
                "StatusUpdated",
            ]
        )
        #expect(chained.dropFirst().allSatisfy { !$0.text("causationid").isEmpty })
    }
}
