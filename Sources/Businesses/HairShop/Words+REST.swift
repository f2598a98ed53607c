import Kit
import Wire

/// The literal words of the wire. Inside, the business speaks its own.
enum Word {
    static let reservationRequested = "RSV_REQUESTED"
    static let cancelRequested = "CANCEL_REQUESTED"
    static let reservationCanceled = "RSV_CANCELED"
    static let completed = "Reservation Completed"
    static let canceled = "Reservation Canceled"
    static let stylistMatched = "Designer Matched"
    static let stylistDeleted = "Designer Deleted"
    static let payFinished = "Pay Finished"
    static let payCanceled = "Pay Canceled"
    static let paymentRequested = "PAYMENT_REQUESTED"
    static let payCompleted = "PAY_COMPLETED"
    static let payCanceledStatus = "PAY_CANCELED"
    static let payDenied = "PAY_DENIED"
    static let nothing = "NULL"
    static let notMatchedYet = "Not Matched Yet!"
    static let noStylist = "CANCELED"
}

extension Day {
    /// `20211001` or `2021-10-01`. Nil for anything else.
    init?(wire text: String) {
        let isDashed = text.utf8.count == 10
        guard isDashed || text.utf8.count == 8 else { return nil }
        var number = 0
        for (place, byte) in text.utf8.enumerated() {
            if isDashed, place == 4 || place == 7 {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard case UInt8(ascii: "0")...UInt8(ascii: "9") = byte else { return nil }
                number = number * 10 + Int(byte - UInt8(ascii: "0"))
            }
        }
        self.init(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }

    /// As `2021-10-01`.
    var wire: String {
        let (year, month, day) = calendar
        return "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))"
    }
}

extension TimeOfDay {
    /// `1400`, `900`, `14:00` or `9:00`. Nil for anything else.
    init?(wire text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let digits = (UInt8(ascii: "0")...UInt8(ascii: "9"))
        guard parts.allSatisfy({ $0.utf8.allSatisfy(digits.contains) }) else { return nil }
        switch parts.count {
        case 1:
            guard (3...4).contains(text.utf8.count), let number = Int(text) else { return nil }
            self.init(hour: number / 100, minute: number % 100)
        case 2:
            guard (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
                let hour = Int(parts[0]), let minute = Int(parts[1])
            else { return nil }
            self.init(hour: hour, minute: minute)
        default:
            return nil
        }
    }

    /// As `14:00`.
    var wire: String { "\(padded(minutes / 60, to: 2)):\(padded(minutes % 60, to: 2))" }
}

extension FreeTime {
    var wire: Document {
        ["date": .text(day.wire), "time": .text(from.wire), "designerId": .text(stylist.text)]
    }

    static let shape = Shape.object([
        .init("date", .text), .init("time", .text), .init("designerId", .text),
    ])
}

extension Money {
    var wire: Document { ["amount": .integer(amount), "currency": .text(currency.rawValue)] }

    static let shape = Shape.object([
        .init("amount", .integer(0...Int64.max)),
        .init("currency", .word(["KRW", "EUR", "USD"])),
    ])
}

/// A value, or the word `null` where there is none: members do not come and go.
func orNull(_ text: String?) -> Document { text.map(Document.text) ?? .null }
