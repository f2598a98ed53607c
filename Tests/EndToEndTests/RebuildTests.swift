import Foundation
import Glibc
import JSON
import Testing
import Wire

@Suite("A rebuilt view", .apart) struct RebuiltViewTests {
    private static let view = "hairshop/mypage/MyPage"

    private func rebuild(_ folder: Folder, _ words: String...) throws -> Ended {
        try run([try Binary.path(), "rebuild"] + words + ["--data", folder.file("data")])
    }

    /// A shop with so many reservations, all of which are completed.
    private func filled(_ folder: Folder, _ count: Int) throws -> Server {
        let server = try Server(in: folder)
        for _ in 0..<count { _ = try server.book(["customerId": "A", "date": "20300105"]) }
        try server.item("/reservations/\(count)", "status", "Reservation Completed")
        return server
    }

    @Test func `CP-25 equals the live one, while and where no process runs`() throws {
        let folder = try Folder()
        let server = try filled(folder, 20)
        let before = try server.all("/myPages").map(\.bytes)
        let count = try facts(of: folder).count
        for words in ["hairshop/MyPage", "hairshop/mypage/MyPage", "--all"] {
            let ended = try rebuild(folder, words)
            #expect(ended.code == 0, "\(ended.err)")
            #expect(ended.out.contains("\(Self.view): 20 rows as of fact "), "\(ended.out)")
            #expect(ended.out.contains("equal to those before"))
        }
        #expect(try server.all("/myPages").map(\.bytes) == before)
        #expect(try facts(of: folder).count == count, "no policy has run")
        let unknown = try rebuild(folder, "hairshop/Nothing")
        #expect(unknown.code == 1 && unknown.err.contains("there is no view 'hairshop/Nothing'"))
        #expect(try server.stop() == 0)
        #expect(!FileManager.default.fileExists(atPath: folder.file("data/operator.sock")))
        let resting = try rebuild(folder, "--all")
        #expect(resting.code == 0, "\(resting.err)")
        #expect(try facts(of: folder).count == count)
        let again = try Server(in: folder)
        #expect(try again.all("/myPages").map { $0.text("rsvStatus") }.count == 20)
    }

    @Test func `CP-25 says which rows were wrong, and puts them right`() throws {
        let folder = try Folder()
        #expect(try filled(folder, 5).stop() == 0)
        do { try SpoiledViews(folder).spoil(Self.view, row: 3) }
        let server = try Server(in: folder)
        #expect(try server.get("/myPages/3").text.contains("spoiled"))
        let other = try server.get("/myPages/2").json
        let ended = try rebuild(folder, "hairshop/MyPage")
        #expect(ended.code == 1)
        #expect(ended.err.contains("1 rows were not what their facts say"), "\(ended.err)")
        #expect(ended.out.contains("row 3 was {\"spoiled\":1, is {"), "\(ended.out)")
        #expect(try server.get("/myPages/3").json.text("rsvStatus") == other.text("rsvStatus"))
        #expect(try rebuild(folder, "hairshop/MyPage").code == 0)
    }

    @Test func `CP-25 that is interrupted has changed nothing and leaves nothing`() throws {
        let folder = try Folder()
        var server = try filled(folder, 200)
        let before = try server.all("/myPages").map { $0.text("rsvStatus") }
        for pause in [0, 5, 20, 60] as [Int32] {
            let child = try Child([
                try Binary.path(), "rebuild", "--all", "--data", folder.file("data"),
            ])
            poll(nil, 0, pause)
            try server.crash()
            try child.ended()
            server = try Server(in: folder)
            #expect(try SpoiledViews(folder).leftovers() == 0)
            #expect(try server.all("/myPages").map { $0.text("rsvStatus") } == before)
        }
    }

    @Test func `CP-25 is given up when nobody waits for it any more`() throws {
        let folder = try Folder()
        let server = try filled(folder, 100)
        for pause in [0, 3, 10, 30] as [Int32] {
            let child = try Child([
                try Binary.path(), "rebuild", "--all", "--data", folder.file("data"),
            ])
            poll(nil, 0, pause)
            child.send(SIGKILL)
            try child.ended()
            try until("it can be built by others") {
                try rebuild(folder, "--all").code == 0
            }
        }
        #expect(try server.all("/myPages").count == 100)
        #expect(try SpoiledViews(folder).leftovers() == 0)
    }

    @Test(arguments: [
        ([], "say which view"), (["hairshop/MyPage", "--all"], "say which view"),
        (["--loud"], "there is no option '--loud'"),
    ])
    func `is asked for in words that are understood`(words: [String], what: String) throws {
        let ended = try run([try Binary.path(), "rebuild"] + words)
        #expect(ended.code == 2)
        #expect(ended.err.contains(what), "\(ended.err)")
    }
}

@Suite("A data folder with a long path", .apart) struct LongPathTests {
    @Test func `is served, but its operators are not heard`() throws {
        let folder = try Folder()
        let long = folder.file(String(repeating: "a", count: 100))
        let server = try Server("--data", long, in: folder)
        #expect(server.child.err.contains("goes on without hearing operators"))
        #expect(server.child.err.contains("choose a shorter data folder"))
        let ended = try yeyak("dead-letters", "list", "--data", long)
        #expect(ended.code == 1)
        #expect(ended.err.contains("another process has this ledger open"), "\(ended.err)")
        #expect(ended.err.contains("choose a shorter data folder"), "\(ended.err)")
    }
}
