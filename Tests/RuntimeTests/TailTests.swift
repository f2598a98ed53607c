import Kit
import KitTesting
import Testing

@testable import Runtime

@Suite("What a batch's facts lead to")
struct TailTests {
    @Test func `waits for calls to share a commit with, but no longer than two milliseconds`()
        throws
    {
        let office = try OneThread(on: try Disk(), theatre)
        office.turn(4)
        #expect(office.patience == 1_000, "nothing is to be done")
        try office.ask(
            Booking.self,
            .new,
            .place(seats: ["A"], until: Office.noon.adding(seconds: 60))
        )
        #expect(office.patience == 2)
        office.turn(6)
        #expect(office.patience > 2, "all has been done")
    }

    @Test func `is decided together with the next call`() throws {
        let disk = try Disk()
        let office = try OneThread(on: disk, theatre)
        office.turn(4)
        let until = Office.noon.adding(seconds: 60)
        try office.ask(Booking.self, .new, .place(seats: ["A"], until: until))
        let before = try disk.facts().count
        try office.ask(Stock.self, .new, .fill(pieces: 1))
        #expect(try disk.facts().count > before + 1, "more than the call's own fact")
    }
}
