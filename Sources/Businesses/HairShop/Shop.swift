import Kit

/// A hair shop as it presents itself: when it is open, who works there, what it offers.
struct Shop: Aggregate {
    private(set) var profile: Profile?

    init() {}

    enum Command: Message {
        case open(profile: Profile)
        case change(profile: Profile)
    }

    enum Event: Message {
        case opened(profile: Profile)
        case changed(profile: Profile)
    }

    enum Refusal: String, Error { case noSuchShop, nobodyWorksThere }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .open(let profile):
            if self.profile != nil { return [] }
            guard !profile.stylists.isEmpty else { throw .nobodyWorksThere }
            return [.opened(profile: profile)]

        case .change(let profile):
            if self.profile == profile { return [] }
            guard self.profile != nil else { throw .noSuchShop }
            guard !profile.stylists.isEmpty else { throw .nobodyWorksThere }
            return [.changed(profile: profile)]
        }
    }

    mutating func evolve(_ event: Event) {
        switch event {
        case .opened(let profile), .changed(let profile): self.profile = profile
        }
    }
}

extension Shop {
    struct Profile: Message {
        var name: String
        /// A name of the time zone database, such as `Asia/Seoul`.
        var timeZone: String
        var openingHours: [Hours]
        var stylists: [Employee]
        var stylings: [Offer]
    }

    /// From when until when, on one day of the week.
    struct Hours: Message {
        var weekday: Weekday
        var from: TimeOfDay
        var until: TimeOfDay
    }

    struct Employee: Message {
        var name: Name<Stylist>
        /// Within the opening hours of the shop.
        var workingHours: [Hours]
    }

    struct Offer: Message {
        var name: Name<Styling>
        var minutes: Int
        var deposit: Money
    }

    /// Someone who works on a day, and the hours in which appointments may lie.
    struct Opening: Message {
        let stylist: Name<Stylist>
        let from: TimeOfDay
        let until: TimeOfDay
    }
}

extension Shop.Profile {
    /// Who works on this day, in the order of the shop's list, and when.
    func openings(on day: Day) -> [Shop.Opening] {
        stylists.flatMap { employee in
            employee.workingHours.filter { $0.weekday == day.weekday }.flatMap { working in
                openingHours.filter { $0.weekday == day.weekday }.compactMap { open in
                    let from = max(working.from, open.from)
                    let until = min(working.until, open.until)
                    guard from < until else { return nil }
                    return Shop.Opening(stylist: employee.name, from: from, until: until)
                }
            }
        }
    }

    /// Who may serve a wish: whoever was wished for, else everyone who works there. A day without
    /// a time asks only who belongs to the shop.
    func openings(for wish: Wish) -> [Shop.Opening] {
        let all =
            if let slot = wish.slot {
                openings(on: slot.day)
            } else {
                stylists.map { employee in
                    Shop.Opening(stylist: employee.name, from: .midnight, until: .midnight)
                }
            }
        guard let wished = wish.stylist else { return all }
        return all.filter { $0.stylist == wished }
    }

    func offer(_ styling: Name<Styling>?) -> Shop.Offer? {
        stylings.first { $0.name == styling }
    }
}

extension Shop.Opening {
    func covers(_ slot: Slot) -> Bool { from <= slot.from && slot.until <= until }
}
