/// What money is counted in, with the digits of its smallest unit (ISO 4217).
public enum Currency: String, Codable, Sendable {
    case krw = "KRW"
    case eur = "EUR"
    case usd = "USD"

    /// How many decimal digits the smallest unit has: a won has none, a euro two.
    public var digits: Int {
        switch self {
        case .krw: 0
        case .eur, .usd: 2
        }
    }
}

/// An exact amount, in the smallest unit of its currency. Never a fraction, never rounded.
public struct Money: Hashable, Codable, Sendable {
    /// In the smallest unit of the currency: cents of a euro, whole won.
    public let amount: Int64
    public let currency: Currency

    public init(_ amount: Int64, _ currency: Currency) {
        self.amount = amount
        self.currency = currency
    }

    public var isZero: Bool { amount == 0 }

    /// Nil when the currencies differ or the sum cannot be held.
    public func adding(_ other: Money) -> Money? {
        guard currency == other.currency else { return nil }
        let (sum, overflow) = amount.addingReportingOverflow(other.amount)
        return overflow ? nil : Money(sum, currency)
    }

    /// Nil when the currencies differ or the difference cannot be held.
    public func subtracting(_ other: Money) -> Money? {
        guard currency == other.currency else { return nil }
        let (difference, overflow) = amount.subtractingReportingOverflow(other.amount)
        return overflow ? nil : Money(difference, currency)
    }
}
