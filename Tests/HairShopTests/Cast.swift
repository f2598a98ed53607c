import Kit
import Payments

@testable import HairShop

/// The people, days and wishes that the tests speak of.
let chaHong: Name<Stylist> = "ChaHong"
let parkJun: Name<Stylist> = "ParkJun"
let somebody: Name<Stylist> = "Somebody"
let deposit = Money(20_000, .krw)
let noMoney = Money(0, .krw)
let shopTerms = Terms(deposit: deposit, minutes: 120)
let dawn = Instant(milliseconds: 0)

/// A Friday.
let friday = day(2021, 10, 1)

func day(_ year: Int, _ month: Int, _ day: Int) -> Day {
    guard let day = Day(year: year, month: month, day: day) else {
        preconditionFailure("there is no such day")
    }
    return day
}

func time(_ hour: Int, _ minute: Int = 0) -> TimeOfDay {
    guard let time = TimeOfDay(hour: hour, minute: minute) else {
        preconditionFailure("no clock shows that")
    }
    return time
}

/// A stretch of a day in Seoul, nine hours before UTC all year.
func slot(_ hour: Int, _ minute: Int = 0, minutes: Int = 120, on day: Day = friday) -> Slot {
    let from = time(hour, minute)
    let wall = Int64(day.number) * 86_400 + Int64(from.minutes) * 60
    return Slot(
        day: day,
        from: from,
        until: from.adding(minutes: minutes) ?? from,
        start: Instant(milliseconds: (wall - 9 * 3_600) * 1_000),
        minutes: minutes
    )
}

func wish(
    _ slot: Slot? = nil,
    shop: ID<Shop> = 1,
    stylist: Name<Stylist>? = nil
) -> Wish {
    Wish(
        shop: shop,
        customer: "OHM",
        date: "20211001",
        time: slot.map { $0.from.wire },
        slot: slot,
        styling: "perm",
        stylist: stylist
    )
}

func hours(_ from: Int, _ until: Int, _ weekday: Weekday = .friday) -> Shop.Hours {
    Shop.Hours(weekday: weekday, from: time(from), until: time(until))
}

func opening(_ stylist: Name<Stylist>, _ from: Int, _ until: Int) -> Shop.Opening {
    Shop.Opening(stylist: stylist, from: time(from), until: time(until))
}

/// Both stylists of the demo shop, as they work on any day.
let bothWork = [opening(chaHong, 10, 19), opening(parkJun, 11, 20)]
