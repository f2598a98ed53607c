import Kit

/// What a styling costs in advance, and how long it takes.
struct Terms: Message {
    var deposit: Money
    var minutes: Int

    /// For stylings of which a shop says nothing.
    static let standard = Terms(deposit: Money(10_000, .krw), minutes: 60)
}

/// What the reservation desk has written down of a shop, to work while the shop is away.
struct PriceList: Aggregate {
    typealias Identity = ID<Shop>

    private(set) var timeZone: String?
    private(set) var offers: [Shop.Offer] = []

    init() {}

    enum Command: Message {
        case note(timeZone: String, offers: [Shop.Offer])
    }

    enum Event: Message {
        case noted(timeZone: String, offers: [Shop.Offer])
    }

    enum Refusal: String, Error { case never }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .note(let timeZone, let offers):
            if self.timeZone == timeZone, self.offers == offers { return [] }
            return [.noted(timeZone: timeZone, offers: offers)]
        }
    }

    mutating func evolve(_ event: Event) {
        switch event {
        case .noted(let timeZone, let offers):
            self.timeZone = timeZone
            self.offers = offers
        }
    }

    func terms(for styling: Name<Styling>?) -> Terms {
        guard let offer = offers.first(where: { $0.name == styling }) else { return .standard }
        return Terms(deposit: offer.deposit, minutes: offer.minutes)
    }
}

extension ID<Shop> {
    /// The shop that is meant when none is named. It is known from the first day, even before it
    /// has said anything of itself.
    static let usual: ID<Shop> = 1
}

extension PriceList {
    static let usualTimeZone = "Asia/Seoul"

    /// What is known of a shop; nil when it is unknown.
    static func known(_ shop: ID<Shop>, _ lookup: some Lookup) -> PriceList? {
        if let list = lookup.current(PriceList.self, shop) { return list }
        return shop == .usual ? PriceList() : nil
    }
}
