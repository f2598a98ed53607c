import Kit
import Runtime

/// A key as other stores tell keys apart.
enum ExactKey: Hashable {
    case number(Int64)
    case text(Exact)

    init(_ key: Key) {
        self =
            switch key {
            case .number(let number): .number(number)
            case .text(let text): .text(Exact(text))
            }
    }
}

/// Whose key. Keys are unique within their kind.
struct KindKey: Hashable {
    let kind: Int32
    let key: ExactKey
}

struct ExactCall: Hashable {
    let caller: Exact
    let operation: Exact
    let key: Exact

    init(_ call: CallID) {
        caller = Exact(call.caller)
        operation = Exact(call.operation)
        key = Exact(call.key)
    }
}

/// Where a reply stands in the order of forgetting. Equal times go by the order of arrival.
struct ReplyAge: Comparable {
    let time: Instant
    let arrival: Int64
    let call: ExactCall

    static func < (a: Self, b: Self) -> Bool { (a.time, a.arrival) < (b.time, b.arrival) }
}

/// Where a timer stands in the order of time.
struct TimerPlace: Comparable {
    let due: Instant
    let number: Int64

    static func < (a: Self, b: Self) -> Bool { (a.due, a.number) < (b.due, b.number) }
}

struct ExactLetter: Hashable {
    let follower: Exact
    let position: Int64

    init(follower: Exact, position: Int64) {
        self.follower = follower
        self.position = position
    }

    init(_ id: LetterID) {
        follower = Exact(id.follower)
        position = id.position
    }
}

/// Where a letter stands in the order of reading.
struct LetterPlace: Comparable {
    let follower: Exact
    let stream: Int64
    let position: Int64

    init(follower: Exact, stream: Int64, position: Int64) {
        self.follower = follower
        self.stream = stream
        self.position = position
    }

    init(_ letter: Letter) {
        follower = Exact(letter.id.follower)
        stream = letter.stream.packed
        position = letter.id.position
    }

    static func < (a: Self, b: Self) -> Bool {
        (a.follower, a.stream, a.position) < (b.follower, b.stream, b.position)
    }
}
