import Kit
import KitTesting
import Runtime
import Testing

@Suite("A view")
struct ViewTests {
    private let later = Office.noon.adding(minutes: 10)

    private func fill(_ gallery: Gallery, _ count: Int) async throws {
        for number in 1...count {
            try await gallery.office.ask(Stock.self, .new, .fill(pieces: number * 7 % 10))
            try await gallery.office.ask(
                Booking.self,
                .new,
                .place(seats: [Name("\(count)-\(number)")], until: later)
            )
        }
        try await gallery.office.pass()
    }

    @Test(arguments: Medium.allCases)
    func `shows what was acknowledged, at once`(medium: Medium) async throws {
        let disk = try Disk(medium)
        let gallery = try Gallery(on: disk, try disk.viewStore())
        for number in 1...50 {
            let reply = try await gallery.office.ask(Stock.self, .new, .fill(pieces: number))
            #expect(reply.location == "\(number)")
            #expect(try await gallery.row(Int64(number), of: Gallery.pieces) == "\(number)")
        }
        try await gallery.office.ask(Booking.self, .new, .place(seats: ["A", "B"], until: later))
        try await gallery.office.pass()
        #expect(try await gallery.row(1, of: Gallery.board) == "2 true true")
        #expect(try await gallery.row(2, of: Gallery.board) == nil)
        #expect(try await gallery.row(-1, of: Gallery.board) == nil)
        let (version, total) = try await gallery.read(Gallery.board) { desk in
            (try desk.row(1)?.version, try desk.page(PageQuery()).total)
        }
        #expect(version == 5 && total == 1)
        gallery.stop()
    }

    @Test(arguments: Medium.allCases)
    func `gives pages, sorted and filtered`(medium: Medium) async throws {
        let disk = try Disk(medium)
        let gallery = try Gallery(on: disk, try disk.viewStore())
        try await fill(gallery, 30)
        let sevens = PageQuery(filters: [.init(column: 0, value: .integer(7))])
        #expect(try await gallery.page(sevens, of: Gallery.pieces) == [1, 11, 21])
        let texts = PageQuery(filters: [.init(column: 1, value: .text("4"))])
        #expect(try await gallery.page(texts, of: Gallery.pieces) == [2, 12, 22])
        let sorted = PageQuery(
            order: [.init(column: 0, descending: true), .init(column: nil, descending: true)],
            offset: 2,
            limit: 3
        )
        #expect(try await gallery.page(sorted, of: Gallery.pieces) == [7, 24, 14])
        let second = PageQuery(offset: 20, limit: 20)
        #expect(try await gallery.page(second, of: Gallery.pieces) == Array(21...30))
        let total = try await gallery.read(Gallery.pieces) { try $0.page(sevens).total }
        #expect(total == 3)
        gallery.stop()
    }

    @Test(arguments: Medium.allCases)
    func `built again from the first fact is what it was, row for row`(
        medium: Medium
    ) async throws {
        let disk = try Disk(medium)
        let store = medium == .memory ? try disk.viewStore() : nil
        let first = try Gallery(on: disk, try store ?? disk.viewStore())
        try await fill(first, 40)
        let live = try await first.everything()
        first.stop()
        let second = try Gallery(on: disk, try store ?? disk.viewStore())
        try await second.office.pass()
        #expect(try await second.everything() == live)
        try await fill(second, 3)
        let more = try await second.everything()
        second.stop()
        let third = try Gallery(on: disk, try store ?? disk.viewStore(), fingerprint: "2")
        #expect(try await third.everything() == more)
        third.stop()
    }

    @Test(arguments: Medium.allCases)
    func `of a service that is down does not move, and catches up later`(
        medium: Medium
    ) async throws {
        let disk = try Disk(medium)
        let store = medium == .memory ? try disk.viewStore() : nil
        let first = try Gallery(on: disk, try store ?? disk.viewStore(), without: ["store"])
        let problem = await first.office.problem {
            try await first.row(1, of: Gallery.pieces).map { _ in Reply(status: 200) }
                ?? Reply(status: 404)
        }
        #expect(problem as? Failure == .unreachable(service: "store"))
        try await first.office.ask(Booking.self, .new, .place(seats: ["A"], until: later))
        #expect(try await first.row(1, of: Gallery.board)?.hasPrefix("1 true") == true)
        first.stop()
        let second = try Gallery(on: disk, try store ?? disk.viewStore(), without: ["booking"])
        try await second.office.ask(Stock.self, .new, .fill(pieces: 3))
        #expect(try await second.row(1, of: Gallery.pieces) == "3")
        second.stop()
        let third = try Gallery(on: disk, try store ?? disk.viewStore())
        try await third.office.pass()
        #expect(try await third.everything() == ["0 1 3", "1", "1 1 1 true true", "1"])
        third.stop()
    }
}
