import InMemory
import Kit
import KitTesting
import Testing

@testable import Runtime

@Suite("A view that is built again")
struct RebuildTests {
    private let later = Office.noon.adding(minutes: 10)

    private func fill(_ gallery: Gallery, _ numbers: ClosedRange<Int>) async throws {
        for number in numbers {
            try await gallery.office.ask(Stock.self, .new, .fill(pieces: number % 10))
            try await gallery.office.ask(
                Booking.self,
                .new,
                .place(seats: [Name("A\(number)")], until: later)
            )
        }
        try await gallery.office.pass()
    }

    private func ended(_ order: RebuildOrder) async throws -> RebuildOrder.Outcome {
        #expect(await soon { order.result(within: 0) != nil })
        return try #require(order.result(within: 0)).get()
    }

    @Test(arguments: Medium.allCases)
    func `CP-25 equals the live one row for row, and takes its place`(
        medium: Medium
    ) async throws {
        let disk = try Disk(medium)
        let gallery = try Gallery(on: disk, try disk.viewStore())
        try await fill(gallery, 1...30)
        let live = try await gallery.everything()
        let before = try disk.facts()
        for view in [Gallery.pieces, Gallery.board] {
            let outcome = try await ended(gallery.hall.rebuild(view))
            #expect(outcome.rows == 30 && outcome.differing == 0)
            #expect(outcome.incomparable == nil)
            #expect(outcome.position == gallery.office.ledger.position)
        }
        #expect(try await gallery.everything() == live)
        #expect(try disk.facts() == before, "no policy has run again")
        try await fill(gallery, 31...33)
        #expect(try await gallery.page(PageQuery(limit: 99), of: Gallery.board).count == 33)
        #expect(try await gallery.row(33, of: Gallery.board) == "1 true true")
        gallery.stop()
    }

    @Test(arguments: Medium.allCases)
    func `CP-25 says which rows were wrong, and puts them right`(medium: Medium) async throws {
        let disk = try Disk(medium)
        let store = try medium == .memory ? disk.viewStore() : nil
        let first = try Gallery(on: disk, try store ?? disk.viewStore())
        try await fill(first, 1...30)
        let right = try await first.everything()
        first.stop()
        do {
            let spoiled = try store ?? disk.viewStore()
            _ = try spoiled.open(Gallery.definitions("1").map(\.schema))
            let row = try #require(try spoiled.row(7, of: Gallery.board))
            var (wrong, tooMuch) = (row, row)
            wrong.shown = Array("9 seats".utf8)
            tooMuch.number = 31
            try spoiled.write([(Gallery.board, wrong), (Gallery.board, tooMuch)], marks: [])
        }
        let second = try Gallery(on: disk, try store ?? disk.viewStore())
        #expect(try await second.row(7, of: Gallery.board) == "9 seats")
        let outcome = try await ended(second.hall.rebuild(Gallery.board))
        #expect(outcome.rows == 30 && outcome.differing == 2)
        #expect(outcome.differences.map(\.row) == [7, 31])
        #expect(outcome.differences.first?.live == Array("9 seats".utf8))
        #expect(outcome.differences.first?.rebuilt == Array("1 true true".utf8))
        #expect(outcome.differences.last?.rebuilt == nil)
        #expect(try await second.everything() == right)
        second.stop()
    }

    @Test func `compares more rows than fit into a stretch`() async throws {
        let disk = try Disk(.file)
        let store = InMemoryViewStore()
        let first = try Gallery(on: disk, store)
        for number in 1...2_500 {
            let guarded = try first.office.ledger.guarded(Stock.self, in: "theatre")
            first.office.ledger.call { desk in
                _ = try desk.ask(.new, of: guarded, to: .fill(pieces: number))
                return Reply(status: 201)
            } answer: { _ in
            }
        }
        try await first.office.pass()
        first.stop()
        _ = try store.open(Gallery.definitions("1").map(\.schema))
        for number in [1_000, 1_001, 2_500] as [Int64] {
            var row = try #require(try store.row(number, of: Gallery.pieces))
            row.shown = []
            try store.write([(Gallery.pieces, row)], marks: [])
        }
        let second = try Gallery(on: disk, store)
        let outcome = try await ended(second.hall.rebuild(Gallery.pieces))
        #expect(outcome.rows == 2_500)
        #expect(outcome.differences.map(\.row) == [1_000, 1_001, 2_500])
        #expect(try await second.row(1_001, of: Gallery.pieces) == "1001")
        second.stop()
    }

    @Test(arguments: Medium.allCases)
    func `CP-25 misses nothing of what happens meanwhile, and keeps readers served`(
        medium: Medium
    ) async throws {
        let disk = try Disk(medium)
        let gallery = try Gallery(on: disk, try disk.viewStore())
        try await fill(gallery, 1...200)
        let orders = [gallery.hall.rebuild(Gallery.board), gallery.hall.rebuild(Gallery.pieces)]
        var number = 200
        while orders.contains(where: { $0.result(within: 0) == nil }) {
            number += 1
            try await fill(gallery, number...number)
            let shown = try await gallery.row(Int64(number), of: Gallery.pieces)
            #expect(shown == "\(number % 10)")
        }
        for order in orders {
            let outcome = try await ended(order)
            #expect(outcome.differing == 0 && outcome.rows >= 200)
        }
        try await fill(gallery, (number + 1)...(number + 3))
        let count = try await gallery.page(PageQuery(limit: 10_000), of: Gallery.board).count
        #expect(count == number + 3)
        let all = try await gallery.everything()
        gallery.stop()
        let fresh = try Gallery(on: disk, InMemoryViewStore())
        #expect(try await fresh.everything() == all)
        fresh.stop()
    }

    @Test func `CP-25 runs no policy, and leaves the marks of all as they are`() async throws {
        let disk = try Disk()
        let gallery = try Gallery(on: disk, InMemoryViewStore())
        try await fill(gallery, 1...20)
        let figures = gallery.office.ledger.figures
        let before = (figures.facts, figures.syncs, figures.commands, figures.letters)
        for _ in 0..<3 {
            for view in [Gallery.pieces, Gallery.board] {
                _ = try await ended(gallery.hall.rebuild(view))
            }
        }
        #expect((figures.facts, figures.syncs, figures.commands, figures.letters) == before)
        #expect(
            gallery.office.ledger.lags.allSatisfy { lag in
                lag.facts(upTo: gallery.office.ledger.position) == 0
            }
        )
        gallery.stop()
        #expect(try disk.count("written") == 20, "one note for each booking")
    }

    @Test func `that is given up or fails has changed nothing`() async throws {
        let disk = try Disk()
        let store = FailingViewStore(InMemoryViewStore())
        let gallery = try Gallery(on: disk, store)
        try await fill(gallery, 1...10)
        let live = try await gallery.everything()

        store.failSwaps(.failed("no"))
        let failing = gallery.hall.rebuild(Gallery.board)
        #expect(await soon { failing.result(within: 0) != nil })
        #expect(throws: Failure.storage(.failed("no"))) {
            try #require(failing.result(within: 0)).get()
        }
        store.failSwaps(nil)

        store.failRows(.failed("bad sector"))
        let cancelled = gallery.hall.rebuild(Gallery.pieces)
        cancelled.cancel()
        #expect(await soon { cancelled.result(within: 0) != nil })
        store.failRows(nil)
        let unknown = gallery.hall.rebuild(7)
        #expect(await soon { unknown.result(within: 0) != nil })
        #expect(throws: Failure.self) { try #require(unknown.result(within: 0)).get() }
        #expect(try await gallery.everything() == live)
        _ = try await ended(gallery.hall.rebuild(Gallery.board))
        gallery.stop()
        #expect(throws: Failure.stopped) {
            try #require(gallery.hall.rebuild(Gallery.board).result(within: 0)).get()
        }
    }

    @Test func `of a service that is down is refused`() async throws {
        let disk = try Disk()
        let gallery = try Gallery(on: disk, InMemoryViewStore(), without: ["store"])
        let order = gallery.hall.rebuild(Gallery.pieces)
        #expect(await soon { order.result(within: 0) != nil })
        #expect(throws: Failure.unreachable(service: "store")) {
            try #require(order.result(within: 0)).get()
        }
        gallery.stop()
    }

    @Test(arguments: Medium.allCases)
    func `can be built where no ledger runs`(medium: Medium) async throws {
        let disk = try Disk(medium)
        let store = try medium == .memory ? disk.viewStore() : nil
        let first = try Gallery(on: disk, try store ?? disk.viewStore())
        try await fill(first, 1...20)
        let live = try await first.everything()
        first.stop()
        let before = try disk.facts()
        let ledger = try Ledger([theatre])
        let handed = HandedStore(store: try store ?? disk.viewStore())
        let hall = try ViewHall(
            Gallery.definitions("1"),
            of: ledger,
            in: handed.store,
            reader: { try disk.reader() }
        )
        try ledger.open(try disk.store())
        let outcome = try await ended(hall.rebuild(Gallery.board))
        #expect(outcome.rows == 20 && outcome.differing == 0)
        hall.stop()
        #expect(try disk.facts() == before)
        let again = try Gallery(on: disk, try store ?? disk.viewStore())
        #expect(try await again.everything() == live)
        again.stop()
    }
}
