import Kit
import KitTesting
import Testing

@testable import HairShop

private let afternoon = slot(14)
private let one: [Diary.Event] = [.booked(reservation: 1, slot: afternoon, stylist: chaHong)]
private let both = one + [.booked(reservation: 2, slot: afternoon, stylist: parkJun)]

@Suite("A diary")
struct DiaryTests {
    @Test func `answers every command in every state`() {
        DecisionTable(
            Diary.self,
            states: [
                ("empty", []), ("one", one), ("both", both),
                ("freed", one + [.freed(reservation: 1)]),
            ],
            commands: [
                ("find1", .find(reservation: 1, slot: afternoon, openings: bothWork)),
                ("find3", .find(reservation: 3, slot: afternoon, openings: bothWork)),
                ("book1", .book(reservation: 1, slot: afternoon, stylist: chaHong)),
                ("book3", .book(reservation: 3, slot: afternoon, stylist: chaHong)),
                ("move1", .book(reservation: 1, slot: afternoon, stylist: parkJun)),
                ("free1", .free(reservation: 1)),
            ],
            askingAgain: ["turnedAway"]
        ).verify(
            """
                  find1  find3      book1  book3   move1   free1
            empty booked booked     booked booked  booked  -
            one   -      booked     -      (taken) booked  freed
            both  -      turnedAway -      (taken) (taken) freed
            freed booked booked     booked booked  booked  -
            """
        )
    }

    @Test func `H-G6 gives the first who is free`() {
        given(Diary.self)
            .when(.find(reservation: 1, slot: afternoon, openings: bothWork))
            .then(.booked(reservation: 1, slot: afternoon, stylist: chaHong))
        given(Diary.self, one)
            .when(.find(reservation: 2, slot: slot(15), openings: bothWork))
            .then(.booked(reservation: 2, slot: slot(15), stylist: parkJun))
    }

    @Test func `H-G6 one may sit down as another one gets up`() {
        for next in [slot(16), slot(12)] {
            given(Diary.self, one)
                .when(.book(reservation: 2, slot: next, stylist: chaHong))
                .then(.booked(reservation: 2, slot: next, stylist: chaHong))
        }
        for overlapping in [
            slot(15, 59), slot(12, 1), slot(14, 30, minutes: 1), slot(13, minutes: 240),
        ] {
            given(Diary.self, one)
                .when(.book(reservation: 2, slot: overlapping, stylist: chaHong))
                .refused(.taken)
        }
    }

    @Test func `turns away who comes when nobody works`() {
        given(Diary.self)
            .when(.find(reservation: 1, slot: slot(18, 30), openings: [opening(chaHong, 10, 19)]))
            .then(.turnedAway(reservation: 1, slot: slot(18, 30)))
        given(Diary.self)
            .when(.find(reservation: 1, slot: slot(9), openings: bothWork))
            .then(.turnedAway(reservation: 1, slot: slot(9)))
    }

    @Test func `forgets the old entry of one who moves`() {
        let moved = Diary(
            replaying: one + [.booked(reservation: 1, slot: slot(10), stylist: chaHong)]
        )
        #expect(moved.entries.map(\.slot) == [slot(10)])
    }

    @Test func `X-D7 is called by its shop and its day`() {
        let identity = Diary.Identity(shop: 128, day: friday)
        #expect(identity.key == .text("128/20211001"))
        #expect(Diary.Identity(key: .text("128/20211001")) == identity)
        let early = Diary.Identity(shop: 1, day: day(33, 2, 1))
        #expect(Diary.Identity(key: early.key) == early)
        for bad in ["", "1", "1/20210230", "a/20211001", "1/2/3", "1/0"] {
            #expect(Diary.Identity(key: .text(bad)) == nil)
        }
        #expect(Diary.Identity(key: .number(1)) == nil)
    }
}

@Suite("Whatever is asked of a diary")
struct DiaryInvariantTests {
    private func command(_ chance: inout Seed) -> Diary.Command {
        let reservation = ID<Reservation>(.random(in: 120...136, using: &chance))
        let slot = slot(
            .random(in: 9...18, using: &chance),
            .random(in: 0...3, using: &chance) * 15,
            minutes: .random(in: 1...12, using: &chance) * 15
        )
        let stylist = [chaHong, parkJun, somebody].randomElement(using: &chance) ?? chaHong
        switch Int.random(in: 0..<7, using: &chance) {
        case 0...2: return .find(reservation: reservation, slot: slot, openings: bothWork)
        case 3...5: return .book(reservation: reservation, slot: slot, stylist: stylist)
        default: return .free(reservation: reservation)
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `H-G6 X-D10 nobody is in two chairs at once`(seed: UInt64) {
        var chance = Seed(seed)
        var diary = Chronicle<Diary>()
        var book: [ID<Reservation>: Diary.Entry] = [:]
        for _ in 0..<80 {
            for event in (try? diary.ask(command(&chance))) ?? [] {
                switch event {
                case .booked(let reservation, let slot, let stylist):
                    book[reservation] = Diary.Entry(
                        reservation: reservation,
                        stylist: stylist,
                        slot: slot
                    )
                case .freed(let reservation): book[reservation] = nil
                case .turnedAway: break
                }
            }
            let entries = diary.state.entries
            #expect(entries.count == book.count)
            #expect(entries.allSatisfy { book[$0.reservation] == $0 })
            #expect(minutesTakenTwice(entries) == 0)
        }
        #expect(diary.isRepeatable)
    }

    /// Counted minute by minute, in another way than the diary does.
    private func minutesTakenTwice(_ entries: [Diary.Entry]) -> Int {
        Dictionary(grouping: entries, by: \.stylist).values.reduce(0) { sum, entries in
            var taken = [Int](repeating: 0, count: 1_441)
            for entry in entries {
                for minute in entry.slot.from.minutes..<entry.slot.until.minutes {
                    taken[minute] += 1
                }
            }
            return sum + taken.filter { $0 > 1 }.count
        }
    }
}
