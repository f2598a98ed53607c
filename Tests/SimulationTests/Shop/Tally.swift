import Kit

/// Counts whatever it is told, and counts it again when it is told again: whoever asks it twice is
/// found out. The business beside it forgives repetitions, as it should; this one does not.
struct Tally: Aggregate {
    typealias Identity = Name<Tally>

    private(set) var isOpen = true
    private(set) var total: Int64 = 0

    init() {}

    enum Command: Message {
        /// A fact of this subject, at this position, in this kind.
        case count(kind: String, subject: Int64, position: Int64, isPoison: Bool)
        /// A caller's own word, or a timer's.
        case ring(word: String)
        case close
        case reopen
    }

    enum Event: Message {
        case counted(kind: String, subject: Int64, position: Int64)
        case rang(word: String)
        case closed
        case reopened
    }

    enum Refusal: String, Error { case isClosed, isPoison }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        switch command {
        case .count(let kind, let subject, let position, let isPoison):
            if isPoison { throw .isPoison }
            guard isOpen else { throw .isClosed }
            return [.counted(kind: kind, subject: subject, position: position)]
        case .ring(let word):
            guard isOpen else { throw .isClosed }
            return [.rang(word: word)]
        case .close: return isOpen ? [.closed] : []
        case .reopen: return isOpen ? [] : [.reopened]
        }
    }

    mutating func evolve(_ event: Event) {
        switch event {
        case .counted, .rang: total += 1
        case .closed: isOpen = false
        case .reopened: isOpen = true
        }
    }
}

extension Name<Tally> {
    /// One that is open, one that closes now and then, one for the callers' own words.
    static let diaries: Self = "diaries"
    static let reservations: Self = "reservations"
    static let words: Self = "words"
}
