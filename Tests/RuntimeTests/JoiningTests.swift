import Dispatch
import InMemory
import Kit
import KitTesting
import Runtime
import Testing

/// Whatever is written down fills the stock: the note cannot be taken back, so this must succeed.
private struct NoteFillsStock: Policy {
    static var timing: Timing { .immediate }

    func react(to fact: Fact<Note>) -> [Request<Stock>] { [.ask(1, to: .fill(pieces: 1))] }
}

/// Looks at seats and asks for nothing: with it, an office has worked before.
private struct NotesIgnoreSeats: Policy {
    func react(to fact: Fact<Seat>) -> [Request<Note>] { [] }
}

private let later = Office.noon.adding(minutes: 10)

/// A hall, its bookings, and whatever services come beside them.
private func house(_ others: Service...) -> Business {
    Business("theatre") {
        Service("hall") {
            Seat.self
            HoldsExpire()
            BookingTakesSeats()
        }
        Service("booking") {
            Booking.self
            BookingHearsOfSeats()
        }
        others.first ?? Service("empty") { Courier.self }
        others.dropFirst().first ?? Service("nothing") { Delivery.self }
    }
}

@Suite("Whoever joins later")
struct JoiningTests {
    private func book(_ office: Office, _ seat: Name<Seat>) async throws {
        try await office.ask(Booking.self, .new, .place(seats: [seat], until: later))
        try await office.pass()
    }

    @Test func `CP-12 as a new service reads everything from the first fact`() async throws {
        let disk = try Disk()
        let first = try Office(on: disk, house())
        try await book(first, "A1")
        try await book(first, "A2")
        first.ledger.stop()
        let offices = Service("office") {
            Note.self
            NotesFollowBookings()
        }
        let second = try Office(on: disk, house(offices))
        try await second.pass()
        #expect(try disk.count("written") == 2)
        second.ledger.stop()
    }

    @Test func `as a policy of a service that has worked before acts from now on`() async throws {
        let disk = try Disk()
        let before = Service("office") {
            Note.self
            NotesIgnoreSeats()
        }
        let first = try Office(on: disk, house(before))
        try await book(first, "A1")
        first.ledger.stop()
        let after = Service("office") {
            Note.self
            NotesIgnoreSeats()
            NotesFollowBookings()
        }
        let second = try Office(on: disk, house(after))
        try await second.pass()
        #expect(try disk.count("written") == 0, "what has happened before it came is not its own")
        try await book(second, "A2")
        #expect(try disk.count("written") == 1)
        second.ledger.stop()
    }

    @Test func `as a service that was down finds what waited for it, however long`() async throws {
        let disk = try Disk()
        var limits = LedgerLimits()
        limits.attempts = 2
        limits.firstPause = 1_000
        let offices = Service("office") {
            Note.self
            NotesFollowBookings()
            NoteFillsStock()
        }
        let business = house(offices, Service("store") { Stock.self })
        let clock = SettableClock(at: Office.noon)
        let first = try Office(
            on: disk,
            business,
            without: ["store"],
            limits: limits,
            clock: clock
        )
        try await book(first, "A1")
        for _ in 0..<8 { try await first.pass(seconds: 600) }
        #expect(first.ledger.figures.letters == 1)
        #expect(try disk.count("written") == 0, "nothing half done")
        first.ledger.stop()

        let second = try Office(on: disk, business, limits: limits, clock: clock)
        for _ in 0..<3 { try await second.pass(seconds: 600) }
        #expect(try disk.count("written") == 1)
        #expect(try await second.state(Stock.self, 1)?.pieces == 1)
        #expect(second.ledger.figures.letters == 0)
        second.ledger.stop()
    }
}

/// Stumbles over the first history it is asked for, as late as the test wants.
///
/// `@unchecked Sendable`: `hasStumbled` is touched by the thread of the views alone.
private final class StumblingReader: FactReader, @unchecked Sendable {
    let stumbles = DispatchSemaphore(value: 0)
    let goesOn = DispatchSemaphore(value: 0)
    private var reader: (any FactReader)?
    private var hasStumbled = false

    func wrap(_ reader: any FactReader) -> any FactReader {
        self.reader = reader
        return self
    }

    func facts(after position: Int64, limit: Int) throws(StoreError) -> [StoredFact] {
        try reader?.facts(after: position, limit: limit) ?? []
    }

    func facts(of stream: StreamID, upTo version: Int64) throws(StoreError) -> [StoredFact] {
        guard hasStumbled else {
            hasStumbled = true
            stumbles.signal()
            goesOn.wait()
            throw .failed("bad sector")
        }
        return try reader?.facts(of: stream, upTo: version) ?? []
    }

    func key(of stream: StreamID) throws(StoreError) -> Key? { try reader?.key(of: stream) }
    func kindNames() throws(StoreError) -> [Int32: String] { try reader?.kindNames() ?? [:] }
}

@Suite("What is durable")
struct DurableTests {
    @Test func `is answered so, even when the next timer cannot be found just then`() async throws {
        let disk = try Disk()
        let office = try Office(on: disk)
        disk.faults.failDue(.failed("bad sector"))
        try await office.ask(Booking.self, .new, .place(seats: ["A1"], until: later))
        #expect(try disk.count("held") == 1)
        disk.faults.failDue(nil)
        try await office.pass(seconds: 3_600)
        #expect(try disk.count("expired") == 1, "and the timer is found later")
        office.ledger.stop()
    }

    @Test func `decides over views that come from another ledger`() async throws {
        let rows = InMemoryViewStore()
        let first = try Gallery(on: try Disk(), rows)
        for number in 1...5 { try await first.office.ask(Stock.self, .new, .fill(pieces: number)) }
        #expect(try await first.page(PageQuery(), of: Gallery.pieces) == Array(1...5))
        first.stop()
        // The ledger was put back from an older copy; here, one from before the first fact.
        let second = try Gallery(on: try Disk(), rows)
        try await second.office.ask(Stock.self, .new, .fill(pieces: 7))
        #expect(try await second.page(PageQuery(), of: Gallery.pieces) == [1])
        #expect(try await second.row(1, of: Gallery.pieces) == "7")
        second.stop()
    }

    @Test func `is shown once, when a view reads on in the ledger what is on its way to it`()
        async throws
    {
        let disk = try Disk()
        let rows = InMemoryViewStore()
        let first = try Gallery(on: disk, rows)
        try await first.office.ask(Stock.self, .new, .fill(pieces: 1))
        #expect(try await first.row(1, of: Gallery.pieces) == "1")
        first.stop()

        let reader = StumblingReader()
        let second = try Gallery(on: disk, rows, wrapping: { reader.wrap($0) })
        try await second.office.ask(Stock.self, .number(1), .fill(pieces: 10))
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                reader.stumbles.wait()
                continuation.resume()
            }
        }
        // The view stands still with its first fact in hand; these wait in its queue.
        try await second.office.ask(Stock.self, .number(1), .fill(pieces: 100))
        try await second.office.ask(Stock.self, .number(1), .fill(pieces: 1_000))
        reader.goesOn.signal()
        #expect(try await second.row(1, of: Gallery.pieces) == "1111")
        try await second.office.ask(Stock.self, .number(1), .fill(pieces: 10_000))
        #expect(try await second.row(1, of: Gallery.pieces) == "11111")
        second.stop()
    }
}
