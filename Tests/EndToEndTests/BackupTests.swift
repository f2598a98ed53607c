import Foundation
import Synchronization
import Testing
import Wire

@Suite("A backup", .apart) struct BackupTests {
    private static let paths = ["/reservations", "/payments", "/hairshops", "/myPages", "/shops"]

    @Test func `under load holds every booking acknowledged before, and starts elsewhere`() throws {
        let server = try Server()
        let acknowledged = Collected<(id: Int64, customer: String)>()
        let isOver = Atomic(false)
        let haveEnded = Atomic(false)
        let copy = server.folder.file("copy.sqlite")
        var before: [(id: Int64, customer: String)] = []
        var made: Ended?
        let bookers = Thread { [self] in
            try? together(4) { thread in
                try book(server, "t\(thread)", acknowledged) { isOver.load(ordering: .relaxed) }
            }
            haveEnded.store(true, ordering: .relaxed)
        }
        bookers.start()
        do {
            defer { isOver.store(true, ordering: .relaxed) }
            try until("there are bookings", within: 60) { acknowledged.all.count >= 300 }
            before = acknowledged.all
            made = try yeyak("backup", copy, "--data", server.folder.file("data"))
            // They have gone on, and go on.
            let enough = acknowledged.all.count + 50
            try until("more bookings", within: 60) { acknowledged.all.count >= enough }
            let verified = try yeyak("verify", "--data", server.folder.file("data"))
            #expect(verified.code == 0 && verified.out.contains("all sound"), "\(verified)")
        }
        try until("nobody books any more") { haveEnded.load(ordering: .relaxed) }
        let ended = try #require(made)
        #expect(ended.code == 0 && ended.out.contains("all sound"), "\(ended.err)")

        let restored = try restore(copy)
        let all = try facts(of: server.folder)
        let kept = try facts(of: restored)
        #expect(kept.count < all.count && kept == Array(all.prefix(kept.count)))
        let second = try Server(in: restored)
        let byID = Dictionary(
            uniqueKeysWithValues: try second.all("/reservations").map {
                ($0.id, $0.text("customerId"))
            }
        )
        for (id, customer) in before where byID[id] != customer {
            Issue.record("reservation \(id) of \(customer) is not in the backup")
        }
    }

    @Test func `when all has settled shows the same pages as its source`() throws {
        let server = try Server()
        try together(4) { thread in
            let caller = server.caller
            for number in 0..<60 {
                let wish: Document = [
                    "customerId": .text("\(thread)-\(number)"),
                    "date": .text("203001\(10 + number % 20)"), "stylingType": "cut",
                    "time": .text("\(10 + (number + thread) % 9):00"),
                ]
                let answer = try caller.call("POST", "/reservations", wish.bytes)
                guard answer.status == 201, number % 5 == 0, let id = answer.id else { continue }
                let cancelling: Document = ["status": "CANCEL_REQUESTED"]
                _ = try caller.call("PATCH", "/reservations/\(id)", cancelling.bytes)
            }
        }
        try until("everything has settled", within: 60) {
            let before = try server.facts()
            return try server.all("/reservations").allSatisfy {
                ["Reservation Completed", "Reservation Canceled"].contains($0.text("status"))
            } && server.facts() == before
        }
        let copy = server.folder.file("copy.sqlite")
        let ended = try yeyak("backup", copy, "--data", server.folder.file("data"))
        try #require(ended.code == 0, "\(ended.err)")
        let second = try Server(in: try restore(copy))
        #expect(try second.facts() == server.facts())
        for path in Self.paths {
            let (left, right) = (try pages(server, path), try pages(second, path))
            #expect(left == right && (left.count > 50 || path == "/shops"), "\(path)")
        }
    }

    @Test func `takes the place of no file, and is not made of a damaged ledger`() throws {
        let folder = try stopped()
        let mine = try folder.write("mine", to: "mine")
        let refused = try yeyak("backup", mine, "--data", folder.file("data"))
        #expect(
            refused.code == 1 && refused.err.contains("already") && folder.read("mine") == "mine"
        )
        #expect(try yeyak("backup", "--data", folder.file("data")).code == 2)
        #expect(try yeyak("backup", folder.file("new"), "--data", folder.file("none")).code == 1)

        let path = folder.file("data/ledger.sqlite")
        let bytes = try Data(contentsOf: URL(filePath: path))
        try flip(path, at: bytes.count - 3_000)
        let damaged = try yeyak("backup", folder.file("new"), "--data", folder.file("data"))
        #expect(damaged.code == 1 && damaged.err.contains("damaged"), "\(damaged)")
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(left) == ["data", "mine"])
    }

    @Test func `is not needed by one who verifies: flipped bytes are found, nothing is changed`()
        throws
    {
        let folder = try stopped()
        let path = folder.file("data/ledger.sqlite")
        let sound = try Data(contentsOf: URL(filePath: path))
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("data"))
        let verified = try yeyak("verify", "--data", folder.file("data"))
        #expect(verified.code == 0 && verified.out.hasSuffix("all sound\n"), "\(verified)")
        for place in stride(from: 0, to: sound.count, by: sound.count / 23) {
            try flip(path, at: place)
            let ended = try yeyak("verify", "--data", folder.file("data"))
            #expect(ended.code == 1 && !ended.out.isEmpty, "byte \(place): \(ended.out)")
            try sound.write(to: URL(filePath: path))
        }
        let after = try FileManager.default.contentsOfDirectory(atPath: folder.file("data"))
        #expect(names.sorted() == after.sorted())
    }

    private func book(
        _ server: Server,
        _ name: String,
        _ acknowledged: Collected<(id: Int64, customer: String)>,
        until isOver: () -> Bool
    ) throws {
        let caller = server.caller
        var number = 0
        while !isOver() {
            let customer = "\(name)-\(number)"
            let wish: Document = ["customerId": .text(customer), "date": "20300105"]
            let answer = try caller.call("POST", "/reservations", wish.bytes)
            try #require(answer.status == 201, "\(answer.text)")
            acknowledged.add((try #require(answer.id), customer))
            number += 1
        }
    }

    /// A folder with a ledger in it that nobody serves.
    private func stopped() throws -> Folder {
        let server = try Server()
        for number in 0..<20 {
            _ = try server.book(["customerId": .text("C\(number)"), "date": "20300105"])
        }
        try server.stop()
        return server.folder
    }

    private func restore(_ copy: String) throws -> Folder {
        let folder = try Folder()
        let data = folder.file("data")
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: copy, toPath: "\(data)/ledger.sqlite")
        return folder
    }

    /// All items of a path, but for the port in their links.
    private func pages(_ server: Server, _ path: String) throws -> [String] {
        try server.all(path).map {
            String(decoding: $0.bytes, as: UTF8.self).replacing(":\(server.port)/", with: "/")
        }
    }

    private func flip(_ path: String, at place: Int) throws {
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes[place] ^= 16
        try bytes.write(to: URL(filePath: path))
    }
}
