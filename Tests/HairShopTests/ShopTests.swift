import Kit
import KitTesting
import Payments
import Testing

@testable import HairShop

private let demo = Shop.demo
private let renamed = changed { $0.name = "Another" }
private let empty = changed { $0.stylists = [] }

private func changed(_ change: (inout Shop.Profile) -> Void) -> Shop.Profile {
    var profile = demo
    change(&profile)
    return profile
}

@Suite("A shop")
struct ShopTests {
    @Test func `answers every command in every state`() {
        DecisionTable(
            Shop.self,
            states: [
                ("none", []), ("open", [.opened(profile: demo)]),
                ("changed", [.opened(profile: demo), .changed(profile: renamed)]),
            ],
            commands: [
                ("open", .open(profile: demo)), ("openEmpty", .open(profile: empty)),
                ("change", .change(profile: renamed)), ("back", .change(profile: demo)),
                ("changeEmpty", .change(profile: empty)),
            ]
        ).verify(
            """
            open openEmpty change back changeEmpty
            none    opened (nobodyWorksThere) (noSuchShop) (noSuchShop) (noSuchShop)
            open    -      -                  changed      -            (nobodyWorksThere)
            changed -      -                  -            changed      (nobodyWorksThere)
            """
        )
    }

    @Test func `H-G2 is there with two stylists from the first start`() {
        #expect(demo.stylists.map(\.name) == [chaHong, parkJun])
        #expect(demo.openings(on: friday) == bothWork)
    }

    @Test func `works when it is open and someone is there`() {
        let profile = changed {
            $0.openingHours = [hours(9, 12), hours(13, 18), hours(0, 24, .monday)]
            $0.stylists = [
                .init(name: chaHong, workingHours: [hours(8, 14), hours(17, 20)]),
                .init(name: parkJun, workingHours: [hours(12, 13), hours(8, 20, .sunday)]),
            ]
        }
        #expect(
            profile.openings(on: friday)
                == [
                    opening(chaHong, 9, 12), opening(chaHong, 13, 14), opening(chaHong, 17, 18),
                ]
        )
        #expect(profile.openings(on: day(2021, 10, 2)).isEmpty)
        #expect(profile.openings(on: day(2021, 10, 3)).isEmpty)
    }

    @Test func `asks for whom the customer wishes, else for all`() {
        #expect(demo.openings(for: wish(slot(14))) == bothWork)
        #expect(demo.openings(for: wish(slot(14), stylist: parkJun)) == [bothWork[1]])
        #expect(demo.openings(for: wish(slot(14), stylist: somebody)).isEmpty)
        #expect(demo.openings(for: wish()).map(\.stylist) == [chaHong, parkJun])
        #expect(demo.openings(for: wish(stylist: parkJun)).map(\.stylist) == [parkJun])
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `opens nobody's day beyond the hours of the shop and the stylist`(seed: UInt64) {
        var chance = Seed(seed)
        func someHours() -> [Shop.Hours] {
            (0..<Int.random(in: 0...3, using: &chance)).map { _ in
                let from = Int.random(in: 0...22, using: &chance)
                let weekday = Weekday.allCases.randomElement(using: &chance) ?? .friday
                return hours(from, .random(in: from + 1...24, using: &chance), weekday)
            } + [hours(8, .random(in: 9...24, using: &chance))]
        }
        let profile = changed {
            $0.openingHours = someHours()
            $0.stylists = [chaHong, parkJun].map { .init(name: $0, workingHours: someHours()) }
        }
        for ahead in 0..<7 {
            guard let day = friday.adding(days: ahead) else { continue }
            let openings = profile.openings(on: day)
            for employee in profile.stylists {
                for minute in stride(from: 0, to: 1_440, by: 30) {
                    let expected =
                        covers(employee.workingHours, minute, day)
                        && covers(profile.openingHours, minute, day)
                    let found = openings.contains {
                        $0.stylist == employee.name && $0.from.minutes <= minute
                            && minute < $0.until.minutes
                    }
                    #expect(found == expected)
                }
            }
        }
    }

    private func covers(_ hours: [Shop.Hours], _ minute: Int, _ day: Day) -> Bool {
        hours.contains {
            $0.weekday == day.weekday && $0.from.minutes <= minute && minute < $0.until.minutes
        }
    }
}

@Suite("Whatever is asked of a shop")
struct ShopInvariantTests {
    @Test(arguments: 0..<100 as Range<UInt64>)
    func `X-D5 it is what it last said, and somebody works there`(seed: UInt64) {
        var chance = Seed(seed)
        var shop = Chronicle<Shop>()
        for _ in 0..<30 {
            let profile = [demo, renamed, empty].randomElement(using: &chance) ?? demo
            let before = shop.state
            let isNew = before.profile == nil
            let command: Shop.Command =
                Bool.random(using: &chance) ? .open(profile: profile) : .change(profile: profile)
            let events = (try? shop.ask(command)) ?? []
            #expect(events.isEmpty == (shop.state == before))
            if !events.isEmpty { #expect(shop.state.profile == profile) }
            if isNew, case .change = command { #expect(events.isEmpty) }
            #expect(shop.state.profile?.stylists.isEmpty != true)
        }
        #expect(shop.events.filter { caseName($0) == "opened" }.count <= 1)
        #expect(shop.isRepeatable)
    }
}
