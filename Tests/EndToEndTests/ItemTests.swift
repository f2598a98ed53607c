import Glibc
import Testing
import Wire

private let wish: Document = [
    "customerId": "OHM", "date": "20300105", "time": "1400", "stylingType": "cut",
]

@Suite("An item", .apart) struct ItemTests {
    @Test func `stays as it is when what GET gave is PUT`() throws {
        let server = try Server()
        _ = try server.book(wish)
        try server.item("/reservations/1", "status", "Reservation Completed")
        let before = try server.facts()
        for path in ["/reservations/1", "/payments/1", "/hairshops/1", "/shops/1"] {
            let got = try server.get(path)
            let put = try server.put(path, got.json, ["If-Match": got.field("ETag") ?? ""])
            #expect(put.status == 200, "\(path): \(put.text)")
            #expect(put.json == got.json, "\(path)")
            #expect(put.field("ETag") == got.field("ETag"))
        }
        #expect(try server.facts() == before)
    }

    @Test func `follows the rules of PATCH when anything else is PUT`() throws {
        let server = try Server()
        _ = try server.book(wish)
        let item = try server.item("/reservations/1", "status", "Reservation Completed")
        guard case .object(var members) = item else { return }
        for (index, member) in members.enumerated() where member.name == "status" {
            members[index].value = "CANCEL_REQUESTED"
        }
        let put = try server.put("/reservations/1", .object(members))
        #expect(put.status == 200, "\(put.text)")
        try server.item("/reservations/1", "status", "Reservation Canceled")
        #expect(try server.put("/reservations/1", ["status": "RSV_REQUESTED"]).status == 409)
        #expect(try server.put("/reservations/1", ["status": "HAPPY"]).status == 422)
        #expect(try server.put("/reservations/1", ["date": "20300106"]).status == 409)
        #expect(try server.put("/hairshops/9", ["designerId": "X"]).status == 404)
    }

    @Test func `of a shop can be changed, and the next customer is told`() throws {
        let server = try Server()
        let stylists: Document = [["name": "Kim", "workingHours": []]]
        let changed = try server.patch("/shops/1", ["name": "New", "stylists": stylists])
        #expect(changed.status == 200)
        #expect(changed.json.text("name") == "New")
        #expect(try server.patch("/shops/1", ["timeZone": "Mars/Base"]).status == 422)
        #expect(try server.patch("/shops/1", ["stylists": []]).status == 409)
        _ = try server.book(["customerId": "A", "date": "20300105"])
        try server.item("/reservations/1", "designerId", "Kim")
    }

    @Test func `is cancelled by DELETE, stays readable, and may be deleted again`() throws {
        let server = try Server()
        _ = try server.book(wish)
        try server.item("/reservations/1", "status", "Reservation Completed")
        let deleted = try server.delete("/reservations/1")
        #expect(deleted.status == 204)
        #expect(deleted.body.isEmpty)
        #expect([204, 409].contains(try server.delete("/reservations/1").status))
        try server.item("/reservations/1", "status", "Reservation Canceled")
        let before = try server.facts()
        let again = try server.delete("/reservations/1")
        #expect(again.status == 409)
        #expect(again.json.text("type") == "/problems/already-cancelled")
        #expect(try server.delete("/shops/1").status == 409)
        #expect(try server.delete("/payments/1").status == 409)
        #expect(try server.delete("/reservations/2").status == 404)
        #expect(try server.delete("/myPages/1").status == 405)
        #expect(try server.facts() == before)
    }

    @Test func `has a number from 1 that is never used again, also after a restart`() throws {
        let folder = try Folder()
        let first = try Server(in: folder)
        #expect(try first.book(wish) == 1)
        try first.item("/reservations/1", "status", "Reservation Completed")
        #expect(try first.delete("/reservations/1").status == 204)
        #expect(
            try first.post("/reservations", ["date": "20300105", "paymentToken": "tok_declined"])
                .status == 409
        )
        #expect(try first.book(wish) == 2)
        try first.crash()
        let second = try Server(in: folder)
        #expect(try second.book(wish) == 3)
        #expect(try second.post("/shops", ["name": "B", "stylists": [["name": "K"]]]).id == 2)
        #expect(try second.all("/reservations").map(\.id) == [1, 2, 3])
    }
}

@Suite("A collection", .apart) struct CollectionTests {
    private func server(of count: Int) throws -> Server {
        let server = try Server()
        for number in 0..<count {
            _ = try server.book(
                [
                    "customerId": .text(number % 2 == 0 ? "EVEN" : "odd & 예약"),
                    "date": .text("203001\(10 + count - number)"),
                ]
            )
        }
        for number in 1...count {
            try server.item("/reservations/\(number)", "status", "Reservation Completed")
        }
        return server
    }

    @Test func `is shown in pages, with links to the others`() throws {
        let server = try server(of: 5)
        let middle = try server.get("/reservations?page=1&size=2").json
        #expect(middle.embedded.map(\.id) == [3, 4])
        #expect(
            middle["page"]
                == ["size": 2, "totalElements": 5, "totalPages": 3, "number": 1]
        )
        let links = try #require(middle["_links"])
        #expect(links.members.map(\.name) == ["first", "prev", "self", "next", "last"])
        for (name, ids) in [
            ("first", [1, 2]), ("prev", [1, 2]), ("self", [3, 4]), ("next", [5]), ("last", [5]),
        ] as [(String, [Int64])] {
            let href = try #require(links[name]?["href"]?.asText)
            let path = try #require(href.firstRange(of: "\(server.port)/")?.upperBound)
            #expect(try server.get("/" + href[path...]).json.embedded.map(\.id) == ids, "\(name)")
        }
        let beyond = try server.get("/reservations?page=9&size=2")
        #expect(beyond.status == 200)
        #expect(beyond.json.embedded.isEmpty)
        let usual = try server.get("/reservations").json
        #expect(usual["page"]?["size"] == 20)
        #expect(usual.embedded.count == 5)
    }

    @Test func `is sorted and filtered by what it declares, also in its links`() throws {
        let server = try server(of: 5)
        #expect(
            try server.get("/reservations?sort=date,asc").json.embedded.map(\.id)
                == [5, 4, 3, 2, 1]
        )
        #expect(
            try server.get("/reservations?sort=customerId,desc&sort=id,desc").json.embedded
                .map(\.id) == [4, 2, 5, 3, 1]
        )
        let odd = try server.get(
            "/reservations?customerId=odd%20%26%20%EC%98%88%EC%95%BD&sort=id,desc&size=1"
        ).json
        #expect(odd.embedded.map(\.id) == [4])
        #expect(odd["page"]?["totalElements"] == 2)
        let next = try #require(odd["_links"]?["next"]?["href"]?.asText)
        let path = try #require(next.firstRange(of: "\(server.port)/")?.upperBound)
        #expect(try server.get("/" + next[path...]).json.embedded.map(\.id) == [2])
        #expect(
            try server.get("/payments?reservationId=3").json.embedded.map(\.id) == [3]
        )
        #expect(try server.get("/myPages?customerId=EVEN").json.embedded.count == 3)
        #expect(try server.get("/reservations?nonsense=1").status == 200)
        #expect(try server.get("/reservations?sort=nonsense").status == 422)
    }

    @Test func `is found at the root and under the business's name`() throws {
        let server = try server(of: 1)
        let item = try server.get("/hairshop/reservations/1").json
        #expect(
            item["_links"]?["self"]?["href"]?.asText
                == "http://127.0.0.1:\(server.port)/hairshop/reservations/1"
        )
        #expect(try server.get("/hairshop/reservations").json.embedded == [item])
        #expect(try server.get("/reservations/").status == 200)
    }
}
