/// What must hold whatever goes wrong.
enum Invariant: String, Sendable {
    case nothingIsLost = "nothing acknowledged is lost"
    case nothingIsDoubled = "nothing is doubled"
    case noGaps = "positions and versions have no gaps"
    case allOrNothing = "what was denied has left no trace"
    case moneyIsConserved = "money is conserved"
    case nobodyIsDoubleBooked = "no stylist is booked twice for one time"
    case sagasEnd = "each saga ends completed or compensated"
    case rebuildIsLive = "a view that is built again equals the live one"
    case memoryIsHistory = "what is in memory is what the facts say"
    case viewsAreFresh = "a view is never older than an acknowledged answer"
    case orderIsKept = "the facts of one subject are acted on in their order"
    case everythingRests = "everything comes to rest"
    case nobodyHalts = "nobody halts while nothing is damaged"
    case lettersHaveReasons = "only what is refused for good waits for a person"
}

/// One of them does not hold.
struct Violation: Error, Equatable, CustomStringConvertible {
    let invariant: Invariant
    let detail: String

    init(_ invariant: Invariant, _ detail: String) {
        self.invariant = invariant
        self.detail = detail
    }

    var description: String { "\(invariant.rawValue): \(detail)" }
}
