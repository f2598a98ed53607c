import InMemory
import Kit
import KitTesting
import Runtime
import Testing
import Threads

@Suite("A view in trouble")
struct ViewFaultTests {
    @Test func `waits for the ledger to be open, and then misses nothing`() async throws {
        let disk = try Disk()
        let first = try Office(on: disk)
        for number in 1...20 { try await first.ask(Stock.self, .new, .fill(pieces: number)) }
        first.ledger.stop()

        let ledger = try Ledger([theatre])
        let hall = try ViewHall(
            Gallery.definitions("1"),
            of: ledger,
            in: InMemoryViewStore(),
            reader: { try disk.reader() }
        )
        // The hall has gone round once when it has answered, long before the ledger starts.
        for _ in 0..<3 {
            await withCheckedContinuation { continuation in
                hall.read(Gallery.pieces, asOf: 0) { _ in continuation.resume() }
            }
        }
        try ledger.start(on: try disk.store(), clock: SettableClock()) { _ in }
        let shown = await withCheckedContinuation { continuation in
            hall.read(Gallery.pieces, asOf: ledger.position) { result in
                let row = try? result.get().row(20)
                continuation.resume(
                    returning: row.map { String(decoding: $0.shown, as: UTF8.self) }
                )
            }
        }
        #expect(shown == "20")
        ledger.stop()
        hall.stop()
    }

    @Test func `lets who has heard of more wait until it has come as far`() async throws {
        let disk = try Disk()
        let gallery = try Gallery(on: disk, InMemoryViewStore())
        try await gallery.office.ask(Stock.self, .new, .fill(pieces: 1))
        let early = Monitor<String?>(nil)
        gallery.hall.read(Gallery.pieces, asOf: 2) { result in
            let row = try? result.get().row(2)
            early.locked { $0 = row.map { String(decoding: $0.shown, as: UTF8.self) } ?? "none" }
        }
        // Someone else is served in the meantime.
        #expect(try await gallery.row(1, of: Gallery.pieces) == "1")
        #expect(early.locked { $0 } == nil)
        try await gallery.office.ask(Stock.self, .new, .fill(pieces: 2))
        #expect(await soon { early.locked { $0 } == "2" })

        let never = Monitor<(any Error)?>(nil)
        gallery.hall.read(Gallery.pieces, asOf: 3) { result in
            if case .failure(let error) = result { never.locked { $0 = error } }
        }
        gallery.stop()
        #expect(never.locked { $0 as? Failure } == .overloaded)
        let late = await gallery.office.problem {
            _ = try await gallery.row(1, of: Gallery.pieces)
            return Reply(status: 200)
        }
        #expect(late as? Failure == .stopped)
    }

    @Test func `reads on in the ledger when facts came faster than it could show them`()
        async throws
    {
        let disk = try Disk()
        let rows = InMemoryViewStore()
        let first = try Gallery(on: disk, rows)
        try await first.office.ask(Stock.self, .new, .fill(pieces: 1))
        #expect(try await first.row(1, of: Gallery.pieces) == "1")
        first.stop()
        // Nothing has come since this one has begun; it has read to the end after a few rounds.
        let gallery = try Gallery(on: disk, rows, backlog: 5)
        for _ in 0..<5 { #expect(try await gallery.row(1, of: Gallery.pieces) == "1") }
        let gate = Gate()
        gallery.hall.read(Gallery.pieces, asOf: 0) { _ in gate.arrive() }
        await gate.arrival()
        let stock = try gallery.office.ledger.guarded(Stock.self, in: "theatre")
        // All in one batch, so that nothing comes behind what was lost.
        _ = try await gallery.office.call { desk in
            for number in 2...20 { _ = try desk.ask(.new, of: stock, to: .fill(pieces: number)) }
            return Reply(status: 200)
        }
        gate.open()
        #expect(try await gallery.row(20, of: Gallery.pieces) == "20")
        try await gallery.office.ask(Stock.self, .new, .fill(pieces: 21))
        #expect(try await gallery.row(21, of: Gallery.pieces) == "21")
        let total = try await gallery.read(Gallery.pieces) { try $0.page(PageQuery()).total }
        #expect(total == 21)
        gallery.stop()
    }

    @Test func `keeps rows in memory while they cannot be written, and writes them later`()
        async throws
    {
        let disk = try Disk()
        let rows = InMemoryViewStore()
        let store = FailingViewStore(rows)
        let gallery = try Gallery(on: disk, store)
        store.failWrites(.full("no room"))
        for number in 1...10 {
            try await gallery.office.ask(Stock.self, .new, .fill(pieces: number))
        }
        #expect(try await gallery.row(10, of: Gallery.pieces) == "10")
        // A page can only come from the store: it fails rather than leaving rows out.
        let problem = await gallery.office.problem {
            _ = try await gallery.page(PageQuery(), of: Gallery.pieces)
            return Reply(status: 200)
        }
        #expect(problem != nil)
        #expect(store.writes > 0)
        store.failWrites(nil)
        #expect(try await gallery.page(PageQuery(), of: Gallery.pieces) == Array(1...10))
        gallery.stop()
        let again = try Gallery(on: disk, rows)
        #expect(try await again.row(10, of: Gallery.pieces) == "10")
        again.stop()
    }

    @Test func `whose row cannot be read goes back to what is written, and on when it can be`()
        async throws
    {
        let disk = try Disk()
        let rows = InMemoryViewStore()
        let first = try Gallery(on: disk, rows)
        for number in 1...3 { try await first.office.ask(Stock.self, .new, .fill(pieces: number)) }
        #expect(try await first.row(3, of: Gallery.pieces) == "3")
        first.stop()

        let store = FailingViewStore(rows)
        let second = try Gallery(on: disk, store)
        try await second.office.ask(Stock.self, .new, .fill(pieces: 4))
        #expect(try await second.row(4, of: Gallery.pieces) == "4")
        store.failRows(.failed("bad sector"))
        try await second.office.ask(Stock.self, .number(2), .fill(pieces: 100))
        try await second.office.ask(Stock.self, .number(4), .fill(pieces: 100))
        // Whoever asks waits, rather than being shown what is older than what was acknowledged.
        async let row = second.row(4, of: Gallery.pieces)
        // Others go on.
        let later = Office.noon.adding(minutes: 10)
        try await second.office.ask(Booking.self, .new, .place(seats: ["A"], until: later))
        #expect(try await second.row(1, of: Gallery.board)?.hasPrefix("1 true") == true)
        store.failRows(nil)
        #expect(try await row == "104")
        #expect(try await second.row(2, of: Gallery.pieces) == "102")
        #expect(second.office.ledger.figures.problems.isEmpty)
        second.stop()

        let third = try Gallery(on: disk, rows)
        #expect(try await third.row(2, of: Gallery.pieces) == "102")
        #expect(try await third.row(4, of: Gallery.pieces) == "104")
        #expect(try await third.row(3, of: Gallery.pieces) == "3")
        third.stop()
    }

    @Test func `that comes to a fact of a newer program stops there; others go on`() async throws {
        let disk = try Disk()
        let first = try Office(on: disk)
        let later = Office.noon.adding(minutes: 10)
        for number in 1...5 { try await first.ask(Stock.self, .new, .fill(pieces: number)) }
        first.ledger.stop()
        let store = try disk.store()
        let kind = try store.open(kinds: ["theatre/store/Stock"]).kinds[0]
        var batch = WriteBatch()
        let fact = StoredFact(
            position: Int64(try disk.facts().count + 1),
            stream: StreamID(kind: kind, number: 6),
            version: 1,
            type: "filled",
            schemaVersion: 9,
            time: Office.noon,
            correlation: .none,
            cause: .none,
            data: Array(#"{"pieces":6}"#.utf8)
        )
        batch.facts = [fact]
        try store.commit(batch)

        let rows = InMemoryViewStore()
        for _ in 0..<2 {
            let gallery = try Gallery(on: disk, rows)
            let seat = Name<Seat>("\(gallery.office.ledger.position)")
            try await gallery.office.ask(Booking.self, .new, .place(seats: [seat], until: later))
            #expect(try await gallery.row(1, of: Gallery.board)?.hasPrefix("1 true") == true)
            let problem = await gallery.office.problem {
                _ = try await gallery.row(1, of: Gallery.pieces)
                return Reply(status: 200)
            }
            guard case .unreadable? = problem as? Failure else {
                Issue.record("\(String(describing: problem))")
                return
            }
            #expect(await soon { gallery.office.ledger.figures.problems.count == 1 })
            gallery.stop()
        }
        #expect(try rows.row(5, of: 0)?.version == 1, "what came before was shown once")
    }

    @Test func `whose row cannot be written stops there; others are written all the same`()
        async throws
    {
        let disk = try Disk()
        let rows = InMemoryViewStore()
        let handed = HandedStore(store: rows)
        var opened: ViewHall?
        let office = try Office(on: disk) { ledger in
            let shelf = ViewDefinition(
                Shelf.self,
                of: "store",
                in: "theatre",
                schema: ViewSchema(name: "shelf", columns: [], fingerprint: "1"),
                show: { row, stored in stored.shown = Array("\(row.pieces)".utf8) }
            )
            opened = try ViewHall(
                [shelf, Gallery.definitions("1")[0]],
                of: ledger,
                in: handed.store,
                reader: { try disk.reader() }
            )
        }
        let hall = try #require(opened)
        for pieces in [11, 12] { try await office.ask(Stock.self, .new, .fill(pieces: pieces)) }
        #expect(await soon { (try? rows.row(2, of: 0)) != nil }, "all is written now and then")
        for pieces in [13, 14] { try await office.ask(Stock.self, .new, .fill(pieces: pieces)) }
        #expect(await soon { (try? rows.row(4, of: 1)) != nil }, "the other one is written")
        #expect(await soon { office.ledger.figures.problems.count == 1 })
        office.ledger.stop()
        hall.stop()
        #expect(try rows.row(2, of: 0)?.shown == Array("12".utf8))
        #expect(try rows.row(3, of: 0) == nil && rows.row(4, of: 0) == nil, "nothing beyond")
        let schemas = ["shelf", "pieces"].map {
            ViewSchema(
                name: $0,
                columns: $0 == "shelf" ? [] : Gallery.definitions("1")[0].schema.columns,
                fingerprint: "1"
            )
        }
        #expect(try rows.open(schemas).map(\.mark) == [2, 4], "and its mark says so")
    }
}

/// A view that cannot write down what brings bad luck.
private struct Shelf: View {
    private(set) var pieces = 0

    init() {}

    static let sources = [
        Source<Shelf>(
            Stock.self,
            row: { $0.number },
            evolve: { row, fact in
                if case .filled(let pieces) = fact.event { row.pieces += pieces }
            }
        )
    ]

    func encode(to encoder: any Encoder) throws {
        guard pieces != 13 else {
            throw EncodingError.invalidValue(
                pieces,
                EncodingError.Context(codingPath: encoder.codingPath, debugDescription: "no 13")
            )
        }
        var container = encoder.singleValueContainer()
        try container.encode(pieces)
    }

    init(from decoder: any Decoder) throws {
        pieces = try decoder.singleValueContainer().decode(Int.self)
    }
}
