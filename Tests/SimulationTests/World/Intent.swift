import Kit
import Runtime

/// What one caller wants, under one key, until it has heard an answer.
struct Intent {
    let ask: Ask
    let key: String
    /// What it was answered, whether the caller has heard it or not: no other answer may follow.
    var granted: Reply?
    /// What the caller has heard.
    var heard: Reply?
    /// How often it was sent and has not come back yet.
    var underWay = 0
    /// An attempt may have done its work without its caller having heard of it.
    var mayHaveHappened = false
    /// The last answer that came back was a word of refusal.
    var wasRefused = false
    /// The earliest time that the clock showed at an attempt.
    var earliest: Int64

    init(_ ask: Ask, key: String, at now: Instant) {
        self.ask = ask
        self.key = key
        earliest = now.milliseconds
    }

    var call: CallID { CallID(caller: "sim", operation: ask.kind, key: key) }

    /// Whether the caller still wants an answer.
    var isOpen: Bool { heard == nil && !wasRefused }
}
