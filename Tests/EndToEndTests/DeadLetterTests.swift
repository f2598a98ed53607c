import Foundation
import JSON
import Testing
import Wire

@Suite("A letter that waits for a person", .apart) struct DeadLetterTests {
    /// A shop with one reservation that it cannot act on, and a wish to cancel behind that.
    private func poisoned() throws -> (Server, Folder, Int64) {
        let folder = try Folder()
        let first = try Server(in: folder)
        _ = try first.book(["customerId": "A", "date": "20300105"])
        try first.item("/reservations/1", "status", "Reservation Completed")
        // Else the shop comes to the last fact after the restart, and it waits as well.
        try until("the shop has seen all of it") {
            try figure(first, "yeyak_follower_lag_facts", Self.shop) == 0
        }
        #expect(try first.stop() == 0)
        let position = try Planted(folder).poison()
        let server = try Server(in: folder)
        let answer = try server.patch("/reservations/1", ["status": "CANCEL_REQUESTED"])
        #expect(answer.status == 200)
        return (server, folder, position)
    }

    private func letters(_ folder: Folder, _ words: String...) throws -> Ended {
        try run(
            [try Binary.path(), "dead-letters"] + words + ["--data", folder.file("data")]
        )
    }

    private func lines(_ ended: Ended) throws -> [Document] {
        try ended.out.split(separator: "\n").map { try JSON.document(from: Array($0.utf8)) }
    }

    /// The figure of that name, for the one who has this label.
    private func figure(_ server: Server, _ name: String, _ label: String) throws -> Double? {
        try server.get("/metrics").text.split(separator: "\n")
            .first { $0.hasPrefix("\(name){") && $0.contains("\"\(label)\"") }
            .flatMap { Double($0.split(separator: " ").last ?? "") }
    }

    private static let shop = "hairshop/hairshop/ShopChecksReservations"

    @Test func `X-D4 parks its own subject alone, and goes on in order when it is tried`() throws {
        let (server, folder, position) = try poisoned()
        var waits: [Double] = []
        for number in 2...30 as ClosedRange<Int64> {
            let id = try server.book(["customerId": "B", "date": "20300105"])
            #expect(id == number)
            waits.append(try figure(server, "yeyak_follower_lag_seconds", Self.shop) ?? 99)
        }
        for number in 2...30 {
            try server.item("/reservations/\(number)", "status", "Reservation Completed")
        }
        // A busy machine may stand still for a moment, but not half of the time.
        #expect(waits.sorted()[waits.count / 2] < 1, "others' lag: \(waits)")
        try until("the shop is up to date") {
            try figure(server, "yeyak_follower_lag_facts", Self.shop) == 0
                && figure(server, "yeyak_view_lag_facts", "hairshop/mypage/MyPage") == 0
        }
        #expect(try figure(server, "yeyak_letters_parked", Self.shop) == 1)
        #expect(try figure(server, "yeyak_letters_behind", Self.shop) == 1)
        #expect(try figure(server, "yeyak_letters_oldest_seconds", Self.shop) ?? -1 >= 0)
        let ready = try server.get("/readyz")
        #expect(ready.status == 200)
        #expect(ready.text == "ok\ndegraded: \(Self.shop) cannot act on 1, 1 more behind\n")
        #expect(try server.get("/actuator/health").status == 200)
        #expect(try server.get("/reservations/1").json.text("status") == "CANCEL_REQUESTED")

        let listed = try #require(try lines(letters(folder, "list", "--json")).first)
        #expect(listed["position"]?.asInteger == position && listed["behind"]?.asInteger == 1)
        #expect(listed["tries"]?.asInteger == 8 && listed["next"] == .null)
        #expect(listed.text("subject") == "hairshop/reservation/Reservation/1")
        let shown = try #require(try lines(letters(folder, "show", "\(position)", "--json")).first)
        #expect(shown["fact"]?.text("id") == "\(position)")
        #expect(shown["history"]?.items.isEmpty == false)
        try server.crash()
        let again = try Server(in: folder)
        #expect(try lines(letters(folder, "list", "--json")) == [listed], "over a crash")

        let tried = try letters(folder, "retry", "\(position)")
        #expect(tried.code == 0, "\(tried.err)")
        #expect(tried.out.contains("acted on 2, 0 left"), "\(tried.out)")
        try again.item("/payments/1", "status", "PAY_CANCELED")
        #expect(try again.get("/readyz").text == "ok\n")
    }

    @Test func `X-D4 is dropped only on a second word, and leaves a trace`() throws {
        let (server, folder, position) = try poisoned()
        let asked = try letters(folder, "drop", "\(position)")
        #expect(asked.code == 1 && asked.err.contains("--yes"))
        #expect(try lines(letters(folder, "list", "--json")).count == 1)
        let dropped = try letters(folder, "drop", "\(position)", "--yes")
        #expect(dropped.code == 0, "\(dropped.err)")
        try server.item("/payments/1", "status", "PAY_CANCELED")
        #expect(try letters(folder, "list").out.contains("nothing waits"))
        let name = NSUserName()
        for _ in 0..<2 {
            let traces = try lines(letters(folder, "list", "--dropped", "--json"))
            #expect(traces.map { $0["position"]?.asInteger } == [position])
            #expect(traces.first?.text("by") == name)
            if server.child.exitCode == nil { #expect(try server.stop() == 0) }
        }
        #expect(server.child.err.contains("\(name) has dropped fact \(position)"))
    }

    @Test func `is seen, tried and dropped where no process runs`() throws {
        let folder = try Folder()
        #expect(try Server(in: folder).stop() == 0)
        try Planted(folder).refusedTimer()
        let listed = try #require(try lines(letters(folder, "list", "--json")).first)
        #expect(listed["asks"]?["collect"] != nil)
        #expect(listed.text("subject") == "hairshop/payment/Payment/99")
        let tried = try letters(folder, "retry", "--follower", "timer/hairshop/payment/Payment")
        #expect(tried.code == 1)
        #expect(tried.out.contains("payment refused: Payment nothingDue"), "\(tried.out)")
        let again = try #require(try lines(letters(folder, "list", "--json")).first)
        #expect(again["tries"]?.asInteger == 2)
        #expect(try letters(folder, "drop", "1", "--yes").code == 0)
        #expect(try letters(folder, "list").out.contains("nothing waits"))
        #expect(try lines(letters(folder, "list", "--dropped", "--json")).count == 1)
        #expect(try letters(folder, "show", "1").err.contains("does not wait for anyone"))
    }

    @Test(arguments: [
        ([], "say what to do: list, show, retry, drop"), (["sing"], "say what to do"),
        (["list", "1"], "'list' takes no position"), (["show"], "takes the position of a fact"),
        (["drop", "x"], "takes the position of a fact"),
        (["retry"], "'retry' takes the position of a fact, --follower or --all"),
        (["list", "--follower"], "'--follower' needs a value"),
        (["list", "--loud"], "there is no option '--loud'"),
    ])
    func `is asked for in words that are understood`(words: [String], what: String) throws {
        let ended = try run([try Binary.path(), "dead-letters"] + words)
        #expect(ended.code == 2)
        #expect(ended.err.contains(what), "\(ended.err)")
    }

    @Test func `needs a ledger`() throws {
        let folder = try Folder()
        let ended = try letters(folder, "list")
        #expect(ended.code == 1 && ended.err.contains("there is no ledger in"))
        #expect(!FileManager.default.fileExists(atPath: folder.file("data")))
    }
}
