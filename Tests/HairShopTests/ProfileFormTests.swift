import Calendar
import Kit
import Testing
import Wire

@testable import HairShop

private let demo: Document = [
    "name": "Yeyak Hair", "timeZone": "Asia/Seoul",
    "openingHours": [["day": "FRIDAY", "from": "10:00", "until": "20:00"]],
    "stylists": [
        [
            "name": "ChaHong",
            "workingHours": [["day": "FRIDAY", "from": "1000", "until": "1900"]],
        ]
    ],
    "stylings": [["name": "perm", "duration": 120, "deposit": ["amount": 20_000]]],
]

/// The demo shop with some members sent otherwise.
private func with(_ changes: Document) -> Document {
    let kept = demo.members.filter { changes[$0.name] == nil }
    return .object(kept + changes.members)
}

private func profile(_ body: Document, changing old: Shop.Profile? = nil) throws -> Shop.Profile {
    try ProfileForm.profile(Body(body), changing: old, SystemTimeZones())
}

@Suite("A shop on the wire")
struct ProfileFormTests {
    @Test func `is read as it was sent`() throws {
        let profile = try profile(demo)
        #expect(profile.name == "Yeyak Hair")
        #expect(profile.openingHours == [hours(10, 20)])
        #expect(profile.stylists == [.init(name: chaHong, workingHours: [hours(10, 19)])])
        #expect(profile.stylings == [.init(name: "perm", minutes: 120, deposit: deposit)])
    }

    @Test func `is opened or changed`() throws {
        let creation = try #require(Shop.commands.creation)
        let asking = try creation.read(Body(demo))(desk)
        #expect(asking.command == .open(profile: try profile(demo)))
        let shop = Shop(replaying: [.opened(profile: Shop.demo)])
        let commands = try #require(Shop.commands.change)
            .commands(Body(["name": "Another", "unknown": 1]), shop, desk)
        var renamed = Shop.demo
        renamed.name = "Another"
        #expect(commands == [.change(profile: renamed)])
        #expect(Shop.commands.cancellation == nil)
    }

    @Test func `is read back as it is shown`() throws {
        let shop = Register<Shop>(
            identity: 1,
            state: Shop(replaying: [.opened(profile: Shop.demo)])
        )
        let shown = Shop.resource.fields.compactMap { field in
            field.value(shop, 1).map { Document.Member(field.name, $0) }
        }
        #expect(try profile(.object(shown)) == Shop.demo)
    }

    @Test func `has plain answers for what was not sent`() throws {
        let plain = try profile(["name": "Plain"])
        #expect(plain.timeZone == "Asia/Seoul")
        #expect(plain.stylists.isEmpty && plain.stylings.isEmpty && plain.openingHours.isEmpty)
        let stylings: Document = [
            ["name": "a", "duration": "30"], ["name": "b", "duration": 30, "deposit": nil],
            ["name": "c", "duration": 30, "deposit": "700"],
            ["name": "d", "duration": 30, "deposit": ["amount": 5, "currency": "EUR"]],
        ]
        #expect(
            try profile(with(["stylings": stylings])).stylings.map(\.deposit)
                == [
                    Terms.standard.deposit, Terms.standard.deposit, Money(700, .krw),
                    Money(5, .eur),
                ]
        )
    }

    @Test(
        arguments: [
            (["name": ""], "name"), (["name": ["x"]], "name"), (["name": "a\nb"], "name"),
            (["timeZone": "Asia/Nowhere"], "timeZone"), (["timeZone": "KST"], "timeZone"),
            (["timeZone": 9], "timeZone"), (["timeZone": ""], "timeZone"),
            (["openingHours": "always"], "openingHours"), (["openingHours": [1]], "openingHours"),
            (
                ["openingHours": [["day": "Friday", "from": "10:00", "until": "20:00"]]],
                "openingHours"
            ),
            (["openingHours": [["from": "10:00", "until": "20:00"]]], "openingHours"),
            (["openingHours": [["day": "FRIDAY", "until": "20:00"]]], "openingHours"),
            (
                ["openingHours": [["day": "FRIDAY", "from": "20:00", "until": "10:00"]]],
                "openingHours"
            ),
            (
                ["openingHours": [["day": "FRIDAY", "from": "10:00", "until": "10:00"]]],
                "openingHours"
            ),
            (
                ["openingHours": [["day": "FRIDAY", "from": "10:00", "until": "24:01"]]],
                "openingHours"
            ),
            (["stylists": [:]], "stylists"), (["stylists": [[:]]], "stylists"),
            (["stylists": [["name": "a\nb"]]], "stylists"),
            (["stylings": [["name": "a\u{7F}", "duration": 30]]], "stylings"),
            (["stylists": [["name": ""]]], "stylists"), (["stylists": [["name": nil]]], "stylists"),
            (["stylists": [["name": "A"], ["name": "A"]]], "stylists"),
            (["stylists": [["name": .text(String(repeating: "a", count: 257))]]], "stylists"),
            (["stylists": [["name": "A", "workingHours": "all"]]], "workingHours"),
            (["stylists": [["name": "A", "workingHours": [["day": "X"]]]]], "workingHours"),
            (["stylists": .list(Array(repeating: ["name": "A"], count: 101))], "stylists"),
            (["stylings": 1], "stylings"), (["stylings": [["duration": 30]]], "stylings"),
            (["stylings": [["name": "a"]]], "stylings"),
            (["stylings": [["name": "a", "duration": 0]]], "stylings"),
            (["stylings": [["name": "a", "duration": 1_441]]], "stylings"),
            (["stylings": [["name": "a", "duration": 1.5]]], "stylings"),
            (
                ["stylings": [["name": "a", "duration": 30], ["name": "a", "duration": 60]]],
                "stylings"
            ),
            (["stylings": [["name": "a", "duration": 30, "deposit": -1]]], "stylings"),
            (["stylings": [["name": "a", "duration": 30, "deposit": 1.5]]], "stylings"),
            (["stylings": [["name": "a", "duration": 30, "deposit": "much"]]], "stylings"),
            (["stylings": [["name": "a", "duration": 30, "deposit": ["amount": -1]]]], "stylings"),
            (
                [
                    "stylings": [
                        ["name": "a", "duration": 30, "deposit": ["amount": 1, "currency": "XYZ"]]
                    ]
                ], "stylings"
            ),
        ] as [(Document, String)]
    )
    func `that cannot be accepted names the member`(change: Document, member: String) {
        let error = #expect(throws: Unacceptable.self) { try profile(with(change)) }
        #expect(error?.member == member)
        #expect(error?.detail.isEmpty == false)
    }

    @Test func `has a name`() {
        #expect(throws: Unacceptable("name", "name is missing")) { try profile([:]) }
    }
}

@Suite("The slots of a shop on the wire")
struct SlotsQuestionTests {
    private func slots(
        _ body: Document,
        diary: Diary = Diary(),
        profile: Shop.Profile = Shop.demo
    ) throws -> Document {
        let place = Place(
            lookup: Known(diaries: [Diary.Identity(shop: 128, day: friday): diary]),
            zones: SystemTimeZones(),
            now: dawn
        )
        let shop = Shop(replaying: [.opened(profile: profile)])
        return try Shop.slots.answer(shop, 128, Body(body), place)
    }

    private func times(_ answer: Document) -> [String] {
        guard case .list(let slots)? = answer["slots"] else { return [] }
        return slots.compactMap { $0["time"]?.asText }
    }

    @Test func `X-D7 leave out what the diary has, of a shop with a great number too`() throws {
        let full = Diary(replaying: [
            .booked(reservation: 1, slot: slot(10, minutes: 540), stylist: chaHong),
            .booked(reservation: 2, slot: slot(13, minutes: 420), stylist: parkJun),
        ])
        let answer = try slots(["date": "20211001", "stylingType": "color"], diary: full)
        #expect(answer["duration"] == 90)
        #expect(answer["date"] == "20211001")
        #expect(
            answer["slots"]
                == [
                    ["time": "11:00", "designerIds": ["ParkJun"]],
                    ["time": "11:30", "designerIds": ["ParkJun"]],
                ]
        )
    }

    @Test func `are as long as the styling, or as asked for`() throws {
        #expect(times(try slots(["date": "2021-10-01", "stylingType": "perm"])).last == "18:00")
        #expect(times(try slots(["date": "2021-10-01", "duration": "30"])).last == "19:30")
        #expect(times(try slots(["date": "2021-10-01"])).last == "19:00")
        #expect(times(try slots(["date": "2021-10-01", "duration": 30])).first == "10:00")
    }

    @Test func `leave out the hour that the clocks skip`() throws {
        var night = Shop.demo
        night.timeZone = "Europe/Berlin"
        night.openingHours = [hours(1, 5, .sunday)]
        night.stylists = [.init(name: chaHong, workingHours: [hours(1, 5, .sunday)])]
        let body: Document = ["date": "20210328", "duration": 30]
        #expect(
            times(try slots(body, profile: night)) == [
                "01:00", "01:30", "03:00", "03:30", "04:00", "04:30",
            ]
        )
    }

    @Test(
        arguments: [
            ([:], "date"), (["date": "20210230"], "date"),
            (["date": "20211001", "duration": 0], "duration"),
            (["date": "20211001", "duration": "x"], "duration"),
        ] as [(Document, String)]
    )
    func `that cannot be accepted name the member`(body: Document, member: String) {
        let error = #expect(throws: Unacceptable.self) { try slots(body) }
        #expect(error?.member == member)
    }
}
