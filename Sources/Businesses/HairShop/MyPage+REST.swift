import Kit
import Wire

extension MyPage {
    static let resource = Resource<MyPage>(
        "myPages",
        item: "myPage",
        service: "mypage",
        "All of a reservation on one page",
        fields: [
            Field("reservationId", .number, finding: .sortable, "Which reservation") { _, number in
                .integer(number)
            },
            Field("status", .word(Reservation.Stage.words), "How it stands") { row, _ in
                .text(row.status.word)
            },
            Field("customerId", .text, finding: .indexed, "Who asked") { row, _ in
                orNull(row.wish?.customer?.text)
            },
            Field("date", .text, finding: .sortable, "The day, as it was sent") { row, _ in
                orNull(row.wish?.date)
            },
            Field("time", .text, "The time, as it was sent") { row, _ in
                row.wish?.time.map(Document.text)
            },
            Field("duration", .integer(1...1_440), "Minutes") { row, _ in
                row.wish?.slot.map { .integer(Int64($0.minutes)) }
            },
            Field("shopId", .number, "Which shop") { row, _ in
                row.wish.map { .integer($0.shop.number) }
            },
            Field("stylingType", .text, "What is to be done") { row, _ in
                orNull(row.wish?.styling?.text)
            },
            Field("designerId", .text, "The stylist") { row, _ in
                row.stylistIsGone
                    ? .text(Word.noStylist) : .text(row.stylist?.text ?? Word.notMatchedYet)
            },
            Field("deposit", Money.shape, "What was paid in advance") { row, _ in
                row.deposit?.wire
            },
            Field("payStatus", .text, "What has become of the deposit") { row, _ in
                row.moneyIsBack ? .text(Word.payCanceled) : nil
            },
            Field("reason", .text, "Why it was cancelled, when not by the customer") { row, _ in
                row.reason.map(Document.text)
            },
            Field("nextFreeTimes", .list(of: FreeTime.shape), "What the shop offers instead") {
                row,
                _ in
                row.freeTimes.isEmpty ? nil : .list(row.freeTimes.map(\.wire))
            },
        ]
    )
}

extension MyPage.Status {
    var word: String {
        switch self {
        case .requested: Word.reservationRequested
        case .completed: Word.completed
        case .cancellationRequested: Word.cancelRequested
        case .cancelled: Word.canceled
        }
    }
}
