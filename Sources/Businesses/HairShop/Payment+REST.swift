import Kit
import Payments
import Wire

extension Payment {
    static let resource = Resource<Register<Payment>>(
        "payments",
        item: "payment",
        service: "payment",
        "Deposits: taken, declined, given back",
        fields: [
            Field("reservationId", .number, finding: .indexed, "What is paid for") { row, _ in
                .integer(row.identity?.number ?? 0)
            },
            Field("status", .word(statusWords), finding: .sortable, "How it stands") { row, _ in
                .text(row.state.statusWord)
            },
            Field("rsvstatus", .text, "What it was asked for") { row, _ in
                .text(Word.reservationRequested)
            },
            Field("amount", Money.shape, "What was asked for") { row, _ in row.state.amount?.wire },
            Field("refunded", Money.shape, "What has gone back") { row, _ in
                guard case .paid(_, let refunded, _) = row.state, !refunded.isZero else {
                    return nil
                }
                return refunded.wire
            },
            Field("reason", .text, "Why it was declined") { row, _ in
                guard case .declined(let reason) = row.state else { return nil }
                return .text(reason)
            },
        ]
    )

    static let commands = Commands<Payment>(
        creation: .init([AnyInput(reservation), AnyInput(status)], isAlsoRead: true) { body in
            _ = try status.asked(in: body)
            let purchase = ID<Purchase>(try body.required(reservation))
            return { _ in Asking(purchase, .collect) }
        },
        change: .init([AnyInput(status)]) { body, _, _ in
            try status.asked(in: body).map { _ in [.collect] } ?? []
        }
    )

    private static let reservation = Input<Int64>.integer(
        "reservationId",
        in: 1...Int64.max >> 24,
        isRequired: true,
        "What is paid for"
    )

    /// Money goes back when its reservation is cancelled, and by no other word.
    private static let status = Input<String>.state(
        "status",
        [Word.paymentRequested, Word.payCompleted],
        of: statusWords,
        "`PAYMENT_REQUESTED`: the deposit is to be taken; `PAY_COMPLETED`: a transfer has arrived"
    )

    static let statusWords = [
        Word.paymentRequested, Word.payCompleted, Word.payDenied, Word.payCanceledStatus,
    ]

    var statusWord: String {
        switch self {
        case .none, .requested: Word.paymentRequested
        case .declined: Word.payDenied
        case .paid(let amount, let refunded, _):
            amount == refunded ? Word.payCanceledStatus : Word.payCompleted
        }
    }

    private var amount: Money? {
        switch self {
        case .none, .declined: nil
        case .requested(let amount), .paid(let amount, _, _): amount
        }
    }
}
