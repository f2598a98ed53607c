import Kit
import KitTesting
import Payments
import Testing

@testable import HairShop

private let offers = [
    Shop.Offer(name: "perm", minutes: 120, deposit: Money(20_000, .krw)),
    Shop.Offer(name: "cut", minutes: 30, deposit: Money(5_000, .krw)),
]

@Suite("A price list")
struct PriceListTests {
    @Test func `answers every command in every state`() {
        DecisionTable(
            PriceList.self,
            states: [("none", []), ("noted", [.noted(timeZone: "Asia/Seoul", offers: offers)])],
            commands: [
                ("note", .note(timeZone: "Asia/Seoul", offers: offers)),
                ("move", .note(timeZone: "Europe/Berlin", offers: offers)),
                ("clear", .note(timeZone: "Asia/Seoul", offers: [])),
            ]
        ).verify(
            """
                  note  move  clear
            none  noted noted noted
            noted -     noted noted
            """
        )
    }

    @Test func `H-F9 knows what a styling costs in advance`() {
        let list = PriceList(replaying: [.noted(timeZone: "Asia/Seoul", offers: offers)])
        #expect(list.terms(for: "cut") == Terms(deposit: Money(5_000, .krw), minutes: 30))
        #expect(list.terms(for: "beard") == .standard)
        #expect(list.terms(for: nil) == .standard)
    }

    @Test func `H-G1 of the first shop is known before it has said anything`() {
        #expect(PriceList.known(1, NothingKnown()) == PriceList())
        #expect(PriceList.known(2, NothingKnown()) == nil)
        let knowing = Known(lists: [2: PriceList(replaying: [.noted(timeZone: "UTC", offers: [])])])
        #expect(PriceList.known(2, knowing)?.timeZone == "UTC")
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `X-D5 says what was noted last, and notes nothing twice`(seed: UInt64) {
        var chance = Seed(seed)
        var list = Chronicle<PriceList>()
        for _ in 0..<20 {
            let zone = Bool.random(using: &chance) ? "Asia/Seoul" : "Europe/Berlin"
            let some = Array(offers.prefix(.random(in: 0...2, using: &chance)))
            let before = list.state
            let events = (try? list.ask(.note(timeZone: zone, offers: some))) ?? []
            #expect(list.state.timeZone == zone)
            #expect(list.state.offers == some)
            #expect(events.isEmpty == (before == list.state))
        }
        #expect(list.isRepeatable)
    }
}
