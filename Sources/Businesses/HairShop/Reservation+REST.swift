import Kit
import Payments
import Wire

extension Reservation {
    static let resource = Resource<Register<Reservation>>(
        "reservations",
        item: "reservation",
        service: "reservation",
        "What customers ask for, and what has become of it",
        fields: [
            Field("customerId", .text, finding: .indexed, "Who asks") { row, _ in
                orNull(row.state.wish?.customer?.text)
            },
            Field("date", .text, finding: .sortable, "The day, as it was sent") { row, _ in
                orNull(row.state.wish?.date)
            },
            Field("time", .text, "The time, as it was sent") { row, _ in
                row.state.wish?.time.map(Document.text)
            },
            Field("duration", .integer(1...1_440), "Minutes") { row, _ in
                row.state.wish?.slot.map { .integer(Int64($0.minutes)) }
            },
            Field("stylingType", .text, finding: .sortable, "What is to be done") { row, _ in
                orNull(row.state.wish?.styling?.text)
            },
            Field("shopId", .number, finding: .sortable, "Which shop") { row, _ in
                .integer(row.state.wish?.shop.number ?? ID<Shop>.usual.number)
            },
            Field("designerId", .text, "The stylist: matched, or else wished for") { row, _ in
                row.state.shownStylist.map { .text($0.text) }
            },
            Field("status", .word(Stage.words), finding: .sortable, "How it stands") { row, _ in
                .text(row.state.stage.status)
            },
            Field("shopStatus", .text, "What the shop has done") { row, _ in
                .text(row.state.shopStatus)
            },
            Field("payStatus", .text, "What has become of the deposit") { row, _ in
                .text(row.state.payStatus)
            },
            Field("deposit", Money.shape, "What is paid in advance") { row, _ in
                row.state.deposit?.wire
            },
            Field("reason", .text, "Why it was cancelled, when not by the customer") { row, _ in
                row.state.reason.map(Document.text)
            },
            Field("nextFreeTimes", .list(of: FreeTime.shape), "What the shop offers instead") {
                row,
                _ in
                row.state.freeTimes.isEmpty ? nil : .list(row.state.freeTimes.map(\.wire))
            },
        ]
    )

    static let commands = Commands<Reservation>(
        creation: .init(WishForm.inputs) { body in
            let form = try WishForm(body)
            return { place in
                let list = PriceList.known(form.shop, place.lookup)
                let terms = list?.terms(for: form.styling)
                let slot = try form.slot(
                    zone: list?.timeZone ?? PriceList.usualTimeZone,
                    minutes: terms?.minutes ?? Terms.standard.minutes,
                    zones: place.zones
                )
                return Asking(
                    new: .place(wish: form.wish(slot), terms: terms, token: form.token)
                )
            }
        },
        change: .init([AnyInput(statusInput)]) { body, _, _ in
            try statusInput.asked(in: body).map { _ in [.requestCancellation] } ?? []
        },
        cancellation: .requestCancellation
    )

    private static let statusInput = Input<String>.state(
        "status",
        [Word.cancelRequested],
        of: Stage.words,
        "`CANCEL_REQUESTED` asks to cancel"
    )
}

extension Reservation.Stage {
    static let words = [
        Word.reservationRequested, Word.completed, Word.cancelRequested, Word.canceled,
    ]

    var status: String {
        switch self {
        case .unknown, .placed, .confirmed: Word.reservationRequested
        case .completed: Word.completed
        case .cancellationRequested, .released: Word.cancelRequested
        case .cancelled: Word.canceled
        }
    }
}

extension Reservation {
    /// Who was matched, or as long as nobody is, who was wished for; nobody once it is over.
    var shownStylist: Name<Stylist>? {
        switch stage {
        case .released, .cancelled: nil
        case .unknown, .placed, .confirmed, .completed, .cancellationRequested:
            stylist ?? wish?.stylist
        }
    }

    var shopStatus: String {
        switch stage {
        case .unknown, .placed, .confirmed: Word.nothing
        case .completed, .cancellationRequested:
            stylist == nil ? Word.nothing : Word.stylistMatched
        case .released, .cancelled: Word.stylistDeleted
        }
    }

    var payStatus: String {
        switch stage {
        case .unknown, .placed, .confirmed: Word.nothing
        case .completed, .cancellationRequested, .released: Word.payFinished
        case .cancelled: Word.payCanceled
        }
    }
}

/// A customer's wish as it is written on the wire.
struct WishForm: Sendable {
    private static let customer = Input<String>.text("customerId", "Who asks")
    private static let date = Input<String>.text(
        "date",
        upTo: 10,
        as: .day,
        isRequired: true,
        "`20211001` or `2021-10-01`"
    )
    private static let time = Input<String>.text(
        "time",
        upTo: 5,
        as: .time,
        "`1400` or `14:00`"
    )
    private static let duration = Input<Int64>.integer(
        "duration",
        in: 1...1_440,
        "Minutes; by default those of the styling"
    )
    private static let styling = Input<String>.text("stylingType", "What is to be done")
    private static let shop = Input<Int64>.integer(
        "shopId",
        in: 1...Int64.max >> 24,
        "Which shop; by default the first"
    )
    private static let stylist = Input<String>.text("designerId", "The stylist wished for")
    private static let token = Input<String>.text(
        "paymentToken",
        "How the deposit is paid: `tok_declined` is always declined, "
            + "`tok_transfer` arrives later"
    )

    static let inputs = [
        AnyInput(customer), AnyInput(date), AnyInput(time), AnyInput(duration),
        AnyInput(styling), AnyInput(shop), AnyInput(stylist), AnyInput(token),
    ]

    let shop: ID<Shop>
    let styling: Name<Styling>?
    let token: Name<PaymentToken>?
    private let customer: Name<Customer>?
    private let stylist: Name<Stylist>?
    private let date: String
    private let day: Day
    private let time: String?
    private let minutes: Int?

    init(_ body: Body) throws(Unacceptable) {
        customer = try body(Self.customer).map { Name($0) }
        date = try body.required(Self.date)
        guard let day = Day(wire: date) else {
            throw Unacceptable("date", "date must be a day of the calendar, as 20211001")
        }
        self.day = day
        time = try body(Self.time)
        minutes = try body(Self.duration).map { Int($0) }
        styling = try body(Self.styling).map { Name($0) }
        shop = try body(Self.shop).map { ID($0) } ?? .usual
        stylist = try body(Self.stylist).map { Name($0) }
        token = try body(Self.token).map { Name($0) }
    }

    /// When it is meant to be; nil for a day without a time.
    func slot(
        zone: String,
        minutes usual: Int,
        zones: any TimeZones
    ) throws(Unacceptable) -> Slot? {
        guard let time else { return nil }
        guard let from = TimeOfDay(wire: time), from.minutes < 1_440 else {
            throw Unacceptable("time", "time must be a time of day, as 1400 or 14:00")
        }
        let minutes = minutes ?? usual
        guard let until = from.adding(minutes: minutes) else {
            throw Unacceptable("duration", "an appointment must end on the day it begins")
        }
        guard let start = zones.instant(of: day, at: from, in: zone) else {
            throw Unacceptable("time", "there is no such time on that day in \(zone)")
        }
        return Slot(day: day, from: from, until: until, start: start, minutes: minutes)
    }

    func wish(_ slot: Slot?) -> Wish {
        Wish(
            shop: shop,
            customer: customer,
            date: date,
            time: time,
            slot: slot,
            styling: styling,
            stylist: stylist
        )
    }
}
