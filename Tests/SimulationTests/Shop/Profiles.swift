import Kit
import KitTesting

@testable import HairShop

/// What shops say of themselves, and what is wished for.
enum Town {
    static let stylists: [Name<Stylist>] = ["ChaHong", "ParkJun"]
    static let stylings: [Name<Styling>] = ["cut", "perm", "talk"]
    /// Friday.
    static let firstDay: Int32 = 20_833

    static func profile(_ chance: inout Seed) -> Shop.Profile {
        let opens = time(9 + chance.below(2))
        let closes = time(17 + chance.below(3))
        let days = Weekday.allCases
        let names = chance.happens(75) ? stylists : Array(stylists.prefix(1))
        return Shop.Profile(
            name: "Shop \(chance.below(10))",
            timeZone: "Asia/Seoul",
            openingHours: days.map { Shop.Hours(weekday: $0, from: opens, until: closes) },
            stylists: names.map { name in
                Shop.Employee(
                    name: name,
                    workingHours: days.map {
                        Shop.Hours(weekday: $0, from: time(10), until: time(18))
                    }
                )
            },
            stylings: [
                offer("cut", 30, 5_000 + Int64(chance.below(3)) * 1_000),
                offer("perm", 120, 20_000),
                offer("talk", 60, 0),
            ]
        )
    }

    private static func offer(
        _ name: Name<Styling>,
        _ minutes: Int,
        _ deposit: Int64
    ) -> Shop.Offer {
        Shop.Offer(name: name, minutes: minutes, deposit: Money(deposit, .krw))
    }

    static func time(_ hour: Int) -> TimeOfDay {
        TimeOfDay(hour: hour, minute: 0) ?? .midnight
    }

    /// A stretch of one of few days and hours, so that many wish for the same; nil for a day alone.
    static func slot(minutes: Int, day: Int, hour: Int?) -> Slot? {
        guard let hour, let day = Day(number: firstDay + Int32(day)) else { return nil }
        let from = time(hour)
        guard let until = from.adding(minutes: minutes) else { return nil }
        let wall = Int64(day.number) * 1_440 + Int64(from.minutes)
        return Slot(
            day: day,
            from: from,
            until: until,
            // Seoul is nine hours ahead all year.
            start: Instant(milliseconds: (wall - 9 * 60) * 60_000),
            minutes: minutes
        )
    }
}
