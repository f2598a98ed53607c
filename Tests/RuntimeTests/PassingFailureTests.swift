import Kit
import KitTesting
import Testing

@testable import Runtime

/// One note for everything that happens to a seat, which is called by words.
private struct NotesFollowSeats: Policy {
    func react(to fact: Fact<Seat>) -> [Request<Note>] { [.new(.write(about: fact.number))] }
}

private struct CourierHearsBell: Policy {
    func react(to fact: Fact<Bell>) -> [Request<Courier>] {
        [.ask(1, to: .go(order: ID(fact.version)))]
    }
}

private let hall = Business("hall") {
    Service("hall") { Seat.self }
    Service("office") {
        Note.self
        NotesFollowSeats()
    }
}

private let ringing = Business("calls") {
    Service("courier") {
        Courier.self
        CourierHearsBell()
    }
    Service("bell") { Bell.self }
}

private let market = Business("market") {
    Service("shop") {
        Order.self
        StockFollowsOrder()
    }
    Service("store") { Stock.self }
}

@Suite("A failure that passes")
struct PassingFailureTests {
    private let later = Office.noon.adding(minutes: 10)

    @Test func `stops no policy that reads on in the ledger`() throws {
        let disk = try Disk()
        let first = try OneThread(on: disk, hall, without: ["office"])
        try first.ask(Seat.self, .identity("A1"), .hold(booking: 1, until: later))
        let second = try OneThread(on: disk, hall)
        disk.faults.fail("key", .failed("the disk does not answer"))
        second.turn(3)
        #expect(try disk.count("written") == 0)
        disk.faults.clear()
        second.turn(3)
        #expect(try disk.count("written") == 1)
        #expect(second.ledger.figures.problems.isEmpty)
    }

    @Test func `sends no letter to a person`() throws {
        let disk = try Disk()
        var limits = LedgerLimits()
        limits.attempts = 2
        let office = try OneThread(on: disk, ringing, limits: limits)
        try office.ask(Courier.self, .identity(1), .leave)
        try office.ask(Bell.self, .identity(7), .ring)
        office.turn()
        #expect(try disk.store().letters(limit: 9).map(\.attempts) == [1])
        try office.ask(Courier.self, .identity(1), .comeBack)
        disk.faults.fail("facts", .failed("the disk does not answer"))
        office.pass(seconds: 1)
        disk.faults.clear()
        office.pass(seconds: 100)
        #expect(try disk.count("went") == 1)
        #expect(try disk.store().letters(limit: 9).isEmpty)
    }

    @Test func `leaves no letter behind that waits for nobody`() throws {
        let disk = try Disk()
        var limits = LedgerLimits()
        limits.batch = 2
        let clock = SettableClock(at: Office.noon)
        let first = try OneThread(on: disk, ringing, limits: limits, clock: clock)
        try first.ask(Courier.self, .identity(1), .leave)
        for _ in 0..<5 { try first.ask(Bell.self, .identity(7), .ring) }
        try first.ask(Courier.self, .identity(1), .comeBack)
        clock.advance(seconds: 1)
        // Two of the line are done; then the process is no more.
        first.turn()
        #expect(try disk.store().letters(limit: 9).map(\.attempts) == [0, 0, 0])
        let second = try OneThread(on: disk, ringing, limits: limits, clock: clock)
        second.pass(seconds: 1)
        #expect(try disk.count("went") == 5)
        #expect(try disk.store().letters(limit: 9).isEmpty)
    }

    @Test func `does not make the ledger look for timers for ever`() throws {
        let disk = try Disk()
        let office = try OneThread(on: disk, theatre)
        try office.ask(Booking.self, .new, .place(seats: ["A1"], until: later))
        // The timer is set in this batch, and nobody knows when it is due.
        disk.faults.failDue(.failed("the disk does not answer"))
        office.turn()
        disk.faults.clear()
        office.turn(5)
        #expect(office.patience == 1_000)
        office.pass(seconds: 600)
        #expect(try disk.count("expired") == 1)
    }

    @Test func `ends everything when the letters of a lost batch cannot be read again`() throws {
        let disk = try Disk()
        let office = try OneThread(on: disk, ringing)
        try office.ask(Courier.self, .identity(1), .leave)
        try office.ask(Bell.self, .identity(7), .ring)
        disk.faults.order(.lost(.full("no room")))
        disk.faults.fail("allLetters", .failed("the disk does not answer"))
        #expect(!office.turn(), "what waits for a person would be overtaken")
        #expect(office.broken.count == 1)
    }

    @Test func `does not keep what must follow at once from following at once`() throws {
        let disk = try Disk()
        let first = try OneThread(on: disk, market, without: ["shop"])
        try first.ask(Stock.self, .new, .fill(pieces: 1))
        // Its immediate policy reads on, finds nothing to do, and nothing is written of that.
        let second = try OneThread(on: disk, market)
        disk.faults.order(.lost(.full("no room")))
        #expect(throws: Failure.storage(.full("no room"))) {
            try second.ask(Stock.self, .new, .fill(pieces: 9))
        }
        let terms = Order.Terms(stock: 1, pieces: 2, price: 1, coupon: "SPRING")
        #expect(throws: Refused(service: "store", aggregate: "Stock", word: "soldOut")) {
            try second.ask(Order.self, .new, .buy(terms: terms))
        }
        second.turn(3)
        #expect(try disk.count("bought") == 0)
    }
}
