import Kit
import KitTesting
import Testing

@testable import HairShop

@Suite("The free times of a day")
struct FreeTimesTests {
    private func shown(_ diary: Diary, _ minutes: Int, _ openings: [Shop.Opening]) -> [String] {
        diary.freeTimes(minutes: minutes, openings: openings).map { time in
            "\(time.from.wire) \(time.stylists.map(\.text).joined(separator: ","))"
        }
    }

    @Test func `begin at half hours and end before work does`() {
        #expect(
            shown(Diary(), 60, [opening(chaHong, 10, 12), opening(parkJun, 11, 13)])
                == [
                    "10:00 ChaHong", "10:30 ChaHong", "11:00 ChaHong,ParkJun", "11:30 ParkJun",
                    "12:00 ParkJun",
                ]
        )
        let late = Shop.Opening(stylist: chaHong, from: time(10, 10), until: time(11, 30))
        #expect(shown(Diary(), 30, [late]) == ["10:30 ChaHong", "11:00 ChaHong"])
    }

    @Test func `leave out who is booked`() {
        let diary = Diary(
            replaying: [.booked(reservation: 1, slot: slot(11, minutes: 60), stylist: chaHong)]
        )
        #expect(
            shown(diary, 60, [opening(chaHong, 10, 14)])
                == ["10:00 ChaHong", "12:00 ChaHong", "12:30 ChaHong", "13:00 ChaHong"]
        )
    }

    @Test func `are none where nobody works, or for as long`() {
        #expect(shown(Diary(), 30, []).isEmpty)
        #expect(shown(Diary(), 121, [opening(chaHong, 10, 12)]).isEmpty)
        #expect(shown(Diary(), 1_440, [opening(chaHong, 0, 24)]) == ["00:00 ChaHong"])
    }

    @Test func `name a stylist once, whose hours are written down twice`() {
        let twice = [opening(chaHong, 10, 12), opening(chaHong, 11, 13)]
        #expect(shown(Diary(), 60, twice).contains("11:00 ChaHong"))
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `can all be booked, and no other`(seed: UInt64) {
        var chance = Seed(seed)
        var diary = Chronicle<Diary>()
        for reservation in 1...12 as ClosedRange<Int64> {
            let wished = slot(
                .random(in: 9...18, using: &chance),
                .random(in: 0...5, using: &chance) * 10,
                minutes: .random(in: 1...6, using: &chance) * 20
            )
            _ = try? diary.ask(
                .find(reservation: ID(reservation), slot: wished, openings: bothWork)
            )
        }
        let minutes = Int.random(in: 1...8, using: &chance) * 20
        var expected: [String] = []
        for minute in stride(from: 0, to: 1_440 - minutes, by: 30) {
            let wished = slot(minute / 60, minute % 60, minutes: minutes)
            let free = bothWork.filter { opening in
                guard opening.covers(wished) else { return false }
                let command = Diary.Command.book(
                    reservation: 99,
                    slot: wished,
                    stylist: opening.stylist
                )
                return (try? diary.state.decide(command, at: dawn))?.isEmpty == false
            }
            guard !free.isEmpty else { continue }
            expected.append(
                "\(wished.from.wire) \(free.map(\.stylist.text).joined(separator: ","))"
            )
        }
        #expect(shown(diary.state, minutes, bothWork) == expected)
    }
}

@Suite("Slots")
struct SlotTests {
    @Test func `overlap when they share a minute`() {
        #expect(slot(14).overlaps(slot(15)))
        #expect(slot(15).overlaps(slot(14)))
        #expect(slot(14).overlaps(slot(14)))
        #expect(!slot(14).overlaps(slot(16)))
        #expect(!slot(16).overlaps(slot(14)))
        #expect(!slot(14).overlaps(slot(14, on: day(2021, 10, 2))))
        #expect(slot(14).end == slot(16).start)
    }
}
