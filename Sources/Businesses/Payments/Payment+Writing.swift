public import Kit

extension Payment.Event {
    public func write(on sheet: Sheet) {
        switch self {
        case .requested(let amount):
            sheet.beginCase("requested")
            sheet.member("amount", amount)
        case .paid(let amount):
            sheet.beginCase("paid")
            sheet.member("amount", amount)
        case .declined(let reason):
            sheet.beginCase("declined")
            sheet.member("reason", reason)
        case .refunded(let amount, let claim, let left):
            sheet.beginCase("refunded")
            sheet.member("amount", amount)
            sheet.member("claim", claim)
            sheet.member("left", left)
        }
        sheet.endCase()
    }
}
