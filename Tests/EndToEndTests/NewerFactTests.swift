import Testing
import Wire

@Suite("A fact of a newer program", .apart) struct NewerFactTests {
    /// A folder in which one reservation was made, and then a newer program has worked.
    private func folder(with kind: String) throws -> (Folder, position: Int64) {
        let folder = try Folder()
        let server = try Server(in: folder)
        let id = try server.book(["customerId": "A", "date": "20300105"])
        try server.item("/reservations/\(id)", "status", "Reservation Completed")
        #expect(try server.stop() == 0)
        return (folder, try Planted(folder).newerFact(of: kind))
    }

    @Test func `stops the policies and views that come to it, and nobody else`() throws {
        let (folder, position) = try folder(with: "hairshop/hairshop/Shop")
        let what = "fact \(position) is of version 9 of Shop, newer than this program"
        for _ in 0..<2 {
            let server = try Server(in: folder)
            try until("it is said") {
                server.child.err.split(separator: "\n").count { $0.contains(what) } >= 2
            }
            #expect(server.child.err.contains("PriceListFollowsShop"))
            #expect(server.child.err.contains("cannot understand fact \(position)"))
            #expect(try server.get("/metrics").text.contains("\nyeyak_problems 2\n"))
            #expect(try server.get("/shops/1").status == 500)
            #expect(try server.get("/reservations/1").status == 200)
            #expect(try server.stop() == 0)
        }
    }

    @Test func `keeps a process from starting whose immediate policies come to it`() throws {
        let (folder, position) = try folder(with: "hairshop/payment/Payment")
        let before = try yeyak("events", "--data", folder.file("data")).out
        let ended = try yeyak("run", "hairshop", "--port", "0", "--data", folder.file("data"))
        #expect(ended.code == 1)
        #expect(
            ended.err.contains(
                "fact \(position) is of version 9 of Payment, newer than this program"
            ),
            "\(ended.err)"
        )
        let after = try yeyak("events", "--data", folder.file("data")).out
        #expect(after == before, "nothing was written")
    }

    @Test func `ends the list of events, with all that came before it`() throws {
        let (folder, position) = try folder(with: "hairshop/payment/Payment")
        let told = try yeyak("events", "--data", folder.file("data"))
        #expect(told.code == 1)
        #expect(told.out.split(separator: "\n").count == Int(position) - 1)
        #expect(told.err.contains("cannot be told on: fact \(position) is of version 9"))
    }
}
