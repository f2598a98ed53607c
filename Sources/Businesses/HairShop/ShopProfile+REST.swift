import Kit
import Wire

/// A shop as it is written on the wire.
enum ProfileForm {
    private static let name = Input<String>.text(
        "name",
        as: .line(1...256),
        "What it is called"
    )
    private static let timeZone = Input<String>.text(
        "timeZone",
        as: .timeZone,
        "A name of the time zone database, as `Asia/Seoul`"
    )
    private static let openingHours = Input<[Shop.Hours]>(
        "openingHours",
        Shop.Hours.sentList,
        "When it is open"
    ) { document throws(Unacceptable) in try Shop.Hours.list(document, in: "openingHours") }
    private static let stylists = Input<[Shop.Employee]>(
        "stylists",
        .list(of: Shop.Employee.sent, upTo: greatestCount),
        "Who works there, and when"
    ) { document throws(Unacceptable) in
        try items(document, of: "stylists") { item throws(Unacceptable) in
            let name = try named(item, in: "stylists")
            let hours = item["workingHours"].map { $0 } ?? .list([])
            return Shop.Employee(
                name: Name(name),
                workingHours: try Shop.Hours.list(hours, in: "workingHours")
            )
        }
    }
    private static let stylings = Input<[Shop.Offer]>(
        "stylings",
        .list(of: Shop.Offer.sent, upTo: greatestCount),
        "What it offers"
    ) { document throws(Unacceptable) in
        try items(document, of: "stylings") { item throws(Unacceptable) in
            let name = try named(item, in: "stylings")
            guard let minutes = item["duration"]?.asInteger, (1...1_440).contains(minutes) else {
                throw Unacceptable("stylings", "duration must lie between 1 and 1440 minutes")
            }
            return Shop.Offer(
                name: Name(name),
                minutes: Int(minutes),
                deposit: try deposit(item["deposit"])
            )
        }
    }

    static let greatestCount = 100

    static let creationInputs = [AnyInput.required(name)] + inputs.dropFirst()
    static let inputs = [
        AnyInput(name), AnyInput(timeZone), AnyInput(openingHours), AnyInput(stylists),
        AnyInput(stylings),
    ]

    /// What was sent, and for what was not: as it was, or as a plain shop has it.
    static func profile(
        _ body: Body,
        changing old: Shop.Profile?,
        _ zones: any TimeZones
    ) throws(Unacceptable) -> Shop.Profile {
        var profile =
            old
            ?? Shop.Profile(
                name: "",
                timeZone: PriceList.usualTimeZone,
                openingHours: [],
                stylists: [],
                stylings: []
            )
        if let sent = try body(name) { profile.name = sent }
        guard !profile.name.isEmpty else { throw Unacceptable("name", "name is missing") }
        if let sent = try body(timeZone) { profile.timeZone = sent }
        guard zones.isKnown(profile.timeZone) else {
            throw Unacceptable("timeZone", "timeZone is not in the time zone database")
        }
        if let sent = try body(openingHours) { profile.openingHours = sent }
        if let sent = try body(stylists) { profile.stylists = sent }
        if let sent = try body(stylings) { profile.stylings = sent }
        guard Set(profile.stylists.map(\.name)).count == profile.stylists.count else {
            throw Unacceptable("stylists", "two stylists have the same name")
        }
        guard Set(profile.stylings.map(\.name)).count == profile.stylings.count else {
            throw Unacceptable("stylings", "two stylings have the same name")
        }
        return profile
    }

    private static func deposit(_ document: Document?) throws(Unacceptable) -> Money {
        guard let document, document != .null else { return Terms.standard.deposit }
        guard let amount = (document["amount"] ?? document).asInteger, amount >= 0 else {
            throw Unacceptable("stylings", "deposit must be an amount of at least 0")
        }
        guard let word = document["currency"], word != .null else { return Money(amount, .krw) }
        guard let currency = word.asText.flatMap({ Currency(rawValue: $0) }) else {
            throw Unacceptable("stylings", "currency must be KRW, EUR or USD")
        }
        return Money(amount, currency)
    }

    static func items<Item>(
        _ document: Document,
        of member: String,
        _ read: (Document) throws(Unacceptable) -> Item
    ) throws(Unacceptable) -> [Item] {
        guard case .list(let documents) = document else {
            throw Unacceptable(member, "\(member) must be a list")
        }
        guard documents.count <= greatestCount else {
            throw Unacceptable(
                member,
                "\(member) must not have more than \(greatestCount) entries"
            )
        }
        var items: [Item] = []
        for document in documents { items.append(try read(document)) }
        return items
    }

    private static func named(
        _ document: Document,
        in member: String
    ) throws(Unacceptable) -> String {
        guard let name = document["name"]?.asText, !name.isEmpty,
            name.unicodeScalars.count <= 256
        else {
            throw Unacceptable(member, "every entry of \(member) needs a name")
        }
        guard !name.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw Unacceptable(member, "a name must not contain control characters")
        }
        return name
    }
}

extension Shop.Hours {
    static let shape = Shape.object([
        .init("day", .word(Weekday.allCases.map(\.wire))), .init("from", .text),
        .init("until", .text),
    ])

    /// As it may be sent, which is more than what is shown.
    static let sentList = Shape.list(
        of: .object([
            .init("day", .word(Weekday.allCases.map(\.wire))), .init("from", .timeOfDay),
            .init("until", .timeOfDay),
        ]),
        upTo: ProfileForm.greatestCount
    )

    var wire: Document {
        ["day": .text(weekday.wire), "from": .text(from.wire), "until": .text(until.wire)]
    }

    static func list(
        _ document: Document,
        in member: String
    ) throws(Unacceptable) -> [Shop.Hours] {
        try ProfileForm.items(document, of: member) { item throws(Unacceptable) in
            guard let word = item["day"]?.asText,
                let weekday = Weekday.allCases.first(where: { $0.wire == word })
            else { throw Unacceptable(member, "day must be a day of the week, as MONDAY") }
            guard let from = item["from"]?.asText.flatMap({ TimeOfDay(wire: $0) }),
                let until = item["until"]?.asText.flatMap({ TimeOfDay(wire: $0) }), from < until
            else {
                throw Unacceptable(member, "from and until must be times of day, in this order")
            }
            return Shop.Hours(weekday: weekday, from: from, until: until)
        }
    }
}

extension Shop.Employee {
    static let shape = Shape.object([
        .init("name", .text),
        .init("workingHours", .list(of: Shop.Hours.shape), isRequired: false),
    ])

    static let sent = Shape.object([
        .init("name", .line(1...256)),
        .init("workingHours", Shop.Hours.sentList, isRequired: false),
    ])

    var wire: Document {
        ["name": .text(name.text), "workingHours": .list(workingHours.map(\.wire))]
    }
}

extension Shop.Offer {
    static let shape = Shape.object([
        .init("name", .text), .init("duration", .integer(1...1_440)),
        .init("deposit", Money.shape, isRequired: false),
    ])

    /// The deposit as an object, or as a mere amount in won.
    static let sent = Shape.object([
        .init("name", .line(1...256)), .init("duration", .integer(1...1_440)),
        .init(
            "deposit",
            .optional(
                .either([
                    .integer(0...Int64.max),
                    .object([
                        .init("amount", .integer(0...Int64.max)),
                        .init(
                            "currency",
                            .optional(.word(["KRW", "EUR", "USD"])),
                            isRequired: false
                        ),
                    ]),
                ])
            ),
            isRequired: false
        ),
    ])

    var wire: Document {
        [
            "name": .text(name.text), "duration": .integer(Int64(minutes)),
            "deposit": deposit.wire,
        ]
    }
}

extension Weekday {
    var wire: String {
        switch self {
        case .monday: "MONDAY"
        case .tuesday: "TUESDAY"
        case .wednesday: "WEDNESDAY"
        case .thursday: "THURSDAY"
        case .friday: "FRIDAY"
        case .saturday: "SATURDAY"
        case .sunday: "SUNDAY"
        }
    }
}
