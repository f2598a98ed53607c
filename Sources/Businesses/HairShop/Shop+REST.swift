import Kit
import Wire

extension Shop {
    static let resource = Resource<Register<Shop>>(
        "shops",
        item: "shop",
        service: "hairshop",
        "Shops: hours, stylists, stylings",
        fields: [
            Field("name", .text, finding: .sortable, "What it is called") { row, _ in
                orNull(row.state.profile?.name)
            },
            Field("timeZone", .text, "Where its clocks are, as Asia/Seoul") { row, _ in
                orNull(row.state.profile?.timeZone)
            },
            Field("openingHours", .list(of: Hours.shape), "When it is open") { row, _ in
                .list(row.state.profile?.openingHours.map(\.wire) ?? [])
            },
            Field("stylists", .list(of: Employee.shape), "Who works there, and when") { row, _ in
                .list(row.state.profile?.stylists.map(\.wire) ?? [])
            },
            Field("stylings", .list(of: Offer.shape), "What it offers") { row, _ in
                .list(row.state.profile?.stylings.map(\.wire) ?? [])
            },
        ]
    )

    static let commands = Commands<Shop>(
        creation: .init(ProfileForm.creationInputs) { body in
            { place in
                let profile = try ProfileForm.profile(body, changing: nil, place.zones)
                return Asking(new: .open(profile: profile))
            }
        },
        change: .init(ProfileForm.inputs) { body, shop, place in
            [.change(profile: try ProfileForm.profile(body, changing: shop.profile, place.zones))]
        }
    )

    /// The free times of a day, for a styling or for so many minutes.
    static let slots = Question<Shop>(
        "slots",
        "The free times of a day",
        inputs: [AnyInput(dateInput), AnyInput(stylingInput), AnyInput(durationInput)],
        shape: .object([
            .init("date", .text), .init("duration", .integer(1...1_440)),
            .init(
                "slots",
                .list(of: .object([.init("time", .text), .init("designerIds", .list(of: .text))]))
            ),
        ])
    ) { shop, identity, body, place in
        let date = try body.required(dateInput)
        guard let day = Day(wire: date) else {
            throw Unacceptable("date", "date must be a day of the calendar, as 20211001")
        }
        let minutes =
            try body(durationInput).map { Int($0) }
            ?? shop.profile?.offer(try body(stylingInput).map { Name($0) })?.minutes
            ?? Terms.standard.minutes
        let diary =
            place.lookup.current(Diary.self, Diary.Identity(shop: identity, day: day)) ?? Diary()
        let times = diary.freeTimes(
            minutes: minutes,
            openings: shop.profile?.openings(on: day) ?? []
        )
        // A time that the clocks skip on that day is no time.
        let real = times.filter {
            place.zones.instant(of: day, at: $0.from, in: shop.profile?.timeZone ?? "") != nil
        }
        return [
            "date": .text(date), "duration": .integer(Int64(minutes)),
            "slots": .list(
                real.map {
                    [
                        "time": .text($0.from.wire),
                        "designerIds": .list($0.stylists.map { .text($0.text) }),
                    ]
                }
            ),
        ]
    }

    private static let dateInput = Input<String>.text(
        "date",
        upTo: 10,
        as: .day,
        isRequired: true,
        "`20211001` or `2021-10-01`"
    )
    private static let stylingInput = Input<String>.text("stylingType", "What is to be done")
    private static let durationInput = Input<Int64>.integer(
        "duration",
        in: 1...1_440,
        "Minutes; by default those of the styling"
    )

    /// The shop that is there from the first start, so that the first reservation finds one.
    static let demo = Profile(
        name: "Yeyak Hair",
        timeZone: PriceList.usualTimeZone,
        openingHours: everyDay(from: 10, until: 20),
        stylists: [
            Employee(name: "ChaHong", workingHours: everyDay(from: 10, until: 19)),
            Employee(name: "ParkJun", workingHours: everyDay(from: 11, until: 20)),
        ],
        stylings: [
            Offer(name: "cut", minutes: 30, deposit: Money(5_000, .krw)),
            Offer(name: "perm", minutes: 120, deposit: Money(20_000, .krw)),
            Offer(name: "color", minutes: 90, deposit: Money(15_000, .krw)),
            Offer(name: "consultation", minutes: 30, deposit: Money(0, .krw)),
        ]
    )

    private static func everyDay(from: Int, until: Int) -> [Hours] {
        guard let from = TimeOfDay(hour: from, minute: 0),
            let until = TimeOfDay(hour: until, minute: 0)
        else { return [] }
        return Weekday.allCases.map { Hours(weekday: $0, from: from, until: until) }
    }
}
