import Kit
import KitTesting
import Testing
import Wire

@testable import HairShop

@Suite("A day on the wire")
struct WireDayTests {
    @Test(arguments: ["20211001", "2021-10-01"])
    func `can be written in two ways`(text: String) {
        #expect(Day(wire: text) == friday)
    }

    @Test(arguments: [
        "", "2021", "2021101", "202110011", "20210230", "2021-13-01", "2021-1-01", "2021/10/01",
        "20-2110-01", "2021--1001", "-20211001", "+2021100", "2021-10-0１", "２０２１１００１",
        "00000101", "2021 1001", "20211001\n", "tomorrow", "0x211001", "----------",
    ])
    func `cannot be anything else`(text: String) {
        #expect(Day(wire: text) == nil)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `is read back as it was written`(seed: UInt64) {
        var chance = Seed(seed)
        let day = Day(number: .random(in: Day.known, using: &chance))
        #expect(day.flatMap { Day(wire: $0.wire) } == day)
        #expect(day?.wire.utf8.count == 10)
    }
}

@Suite("A time on the wire")
struct WireTimeTests {
    @Test(arguments: [
        ("1400", 840), ("14:00", 840), ("900", 540), ("0900", 540), ("9:00", 540), ("09:00", 540),
        ("0000", 0), ("000", 0), ("0:00", 0), ("2359", 1_439), ("24:00", 1_440), ("2400", 1_440),
        ("1405", 845),
    ])
    func `can be written in many ways`(text: String, minutes: Int) {
        #expect(TimeOfDay(wire: text)?.minutes == minutes)
    }

    @Test(arguments: [
        "", "9", "14", "14:0", "14:000", "1460", "14:60", "2401", "2500", "25:00", "-900", "+900",
        ":00", "14:", ":", "1:4:0", "14.00", "14h00", "９:00", " 900", "900 ", "140000", "00900",
        "2 pm", "-1:00", "1:-1",
    ])
    func `cannot be anything else`(text: String) {
        #expect(TimeOfDay(wire: text) == nil)
    }

    @Test func `is read back as it was written`() {
        for minutes in 0...1_440 {
            let time = TimeOfDay(minutes: minutes)
            #expect(time.flatMap { TimeOfDay(wire: $0.wire) } == time)
        }
    }
}

@Suite("Status words")
struct StatusWordTests {
    @Test func `H-G7 of a reservation are literal on the wire`() {
        let words: [Reservation.Stage: String] = [
            .unknown: "RSV_REQUESTED", .placed: "RSV_REQUESTED", .confirmed: "RSV_REQUESTED",
            .completed: "Reservation Completed", .cancellationRequested: "CANCEL_REQUESTED",
            .released: "CANCEL_REQUESTED", .cancelled: "Reservation Canceled",
        ]
        #expect(words.count == 7)
        for (stage, word) in words { #expect(stage.status == word) }
        #expect(Set(words.values) == Set(Reservation.Stage.words))
    }

    @Test func `H-G7 H-F7 of the shop and the money follow the reservation`() {
        let wish = wish()
        var reservation = Reservation(
            replaying: [.placed(wish: wish, deposit: deposit, token: nil)]
        )
        func words() -> [String] { [reservation.shopStatus, reservation.payStatus] }
        #expect(words() == ["NULL", "NULL"])
        reservation.evolve(.confirmed(wish: wish))
        #expect(words() == ["NULL", "NULL"])
        reservation.evolve(.completed(stylist: chaHong))
        #expect(words() == ["Designer Matched", "Pay Finished"])
        reservation.evolve(.cancellationRequested(wish: wish))
        #expect(words() == ["Designer Matched", "Pay Finished"])
        reservation.evolve(.released(reason: nil, freeTimes: [], owed: deposit))
        #expect(words() == ["Designer Deleted", "Pay Finished"])
        reservation.evolve(.cancelled(wish: wish, reason: nil))
        #expect(words() == ["Designer Deleted", "Pay Canceled"])
    }

    @Test func `H-G7 of an appointment are literal on the wire`() {
        let words: [Appointment.Stage: String] = [
            .unknown: "RSV_REQUESTED", .received: "RSV_REQUESTED", .matched: "RSV_REQUESTED",
            .declined: "RSV_CANCELED", .cancellationAsked: "CANCEL_REQUESTED",
            .cancelled: "RSV_CANCELED",
        ]
        for (stage, word) in words { #expect(stage.rsvStatus == word) }
        #expect(Set(words.values) == Set(Appointment.Stage.words))
    }

    @Test func `H-G7 of my page are literal on the wire`() {
        #expect(MyPage.Status.requested.word == "RSV_REQUESTED")
        #expect(MyPage.Status.completed.word == "Reservation Completed")
        #expect(MyPage.Status.cancellationRequested.word == "CANCEL_REQUESTED")
        #expect(MyPage.Status.cancelled.word == "Reservation Canceled")
    }

    @Test func `H-G7 are not the words of the inside`() {
        #expect(Reservation.Stage.completed.rawValue == "completed")
        #expect(Appointment.Stage.cancelled.rawValue == "cancelled")
        #expect(MyPage.Status.requested.rawValue == "requested")
    }
}
