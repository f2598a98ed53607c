import Kit
import Wire

extension Appointment {
    static let resource = Resource<Register<Appointment>>(
        "hairshops",
        item: "hairshop",
        service: "hairshop",
        "What the shop knows of each reservation",
        fields: [
            Field("reservationId", .number, finding: .indexed, "Which reservation") { row, _ in
                .integer(row.identity?.number ?? 0)
            },
            Field("designerId", .text, finding: .sortable, "The stylist matched to it") { row, _ in
                row.state.stage.isGone ? .text(Word.noStylist) : orNull(row.state.stylist?.text)
            },
            Field("rsvStatus", .word(Stage.words), finding: .sortable, "How it stands") { row, _ in
                .text(row.state.stage.rsvStatus)
            },
            Field("shopId", .number, "Which shop") { row, _ in
                row.state.wish.map { .integer($0.shop.number) }
            },
            Field("date", .text, finding: .sortable, "The day, as the customer sent it") { row, _ in
                row.state.wish.map { .text($0.date) }
            },
            Field("time", .text, "The time, as the customer sent it") { row, _ in
                row.state.wish?.time.map(Document.text)
            },
            Field("stylingType", .text, "What is to be done") { row, _ in
                row.state.wish?.styling.map { .text($0.text) }
            },
            Field("reason", .text, "Why the shop could not serve the wish") { row, _ in
                row.state.reason.map { .text($0.rawValue) }
            },
        ]
    )

    static let commands = Commands<Appointment>(
        change: .init([AnyInput(stylistInput), AnyInput(statusInput)]) { body, _, _ in
            if try statusInput.asked(in: body) != nil { return [.cancel] }
            return try body(stylistInput).map { [.assign(stylist: Name($0))] } ?? []
        },
        cancellation: .cancel
    )

    private static let stylistInput = Input<String>.text(
        "designerId",
        "The stylist whom the clerk matches"
    )

    private static let statusInput = Input<String>.state(
        "rsvStatus",
        [Word.reservationCanceled],
        of: Stage.words,
        "`RSV_CANCELED` lets the stylist go"
    )
}

extension Appointment.Stage {
    static let words = [Word.reservationRequested, Word.cancelRequested, Word.reservationCanceled]

    var isGone: Bool { self == .cancelled || self == .declined }

    var rsvStatus: String {
        switch self {
        case .unknown, .received, .matched: Word.reservationRequested
        case .cancellationAsked: Word.cancelRequested
        case .declined, .cancelled: Word.reservationCanceled
        }
    }
}
