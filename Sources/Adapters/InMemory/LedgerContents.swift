import Kit
import Runtime

/// All that a ledger keeps, as values.
struct LedgerContents {
    /// How many replies are forgotten in one commit at most.
    private static let forgottenAtOnce = 1_000

    private(set) var kinds: [Exact: Int32] = [:]
    private(set) var kindNames: [Int32: String] = [:]
    private(set) var facts: [StoredFact] = []
    private(set) var snapshots: [Int64: Snapshot] = [:]
    private(set) var keys: [Int64: Key] = [:]
    private(set) var numbers: [KindKey: Int64] = [:]
    private(set) var marks: [String: Int64] = [:]
    private(set) var replies: [ExactCall: StoredReply] = [:]
    private(set) var timers: [Int64: StoredTimer] = [:]
    private(set) var timersByDue = Sorted<TimerPlace>()
    private(set) var letters: [ExactLetter: Letter] = [:]
    private(set) var lettersInOrder = Sorted<LetterPlace>()
    private(set) var dropped: [DroppedLetter] = []
    /// Where the facts of a stream are, in the order of their versions.
    private var streams: [Int64: [Int]] = [:]
    private var lastNumbers: [Int32: Int64] = [:]
    private var lastKeys: [Int32: Int64] = [:]
    private var repliesByAge = Sorted<ReplyAge>()
    private var arrivals: Int64 = 0

    mutating func open(kinds names: [String]) -> StoreHead {
        for name in names where kinds[Exact(name)] == nil {
            let number = Int32(kindNames.count + 1)
            kinds[Exact(name)] = number
            kindNames[number] = name
        }
        let numbers = names.compactMap { kinds[Exact($0)] }
        return StoreHead(
            position: Int64(facts.count),
            kinds: numbers,
            lastNumbers: numbers.map { lastNumbers[$0] ?? 0 },
            lastKeys: numbers.map { lastKeys[$0] ?? 0 },
            marks: marks,
            lastTimer: timers.keys.max() ?? 0
        )
    }

    func facts(of stream: StreamID, after version: Int64) -> [StoredFact] {
        let places = streams[stream.packed] ?? []
        return places.map { facts[$0] }.filter { $0.version > version }
    }

    func facts(after position: Int64, limit: Int) -> [StoredFact] {
        guard position < Int64(facts.count) else { return [] }
        return Array(facts[Int(max(position, 0))...].prefix(max(limit, 0)))
    }

    func number(of key: Key, kind: Int32) -> Int64? {
        numbers[KindKey(kind: kind, key: ExactKey(key))]
    }

    /// Says why a batch cannot be kept. Nothing may be applied before this has been asked.
    func check(_ batch: WriteBatch) throws(StoreError) {
        var last = Int64(facts.count)
        var versions: [Int64: Int64] = [:]
        for fact in batch.facts {
            guard fact.position > 0, fact.position - 1 == last else {
                throw .conflict("fact \(fact.position) cannot come next after fact \(last)")
            }
            last = fact.position
            let stream = fact.stream.packed
            let known = versions[stream] ?? streams[stream]?.last.map { facts[$0].version } ?? 0
            guard fact.version > known else {
                throw .conflict("the stream of fact \(fact.position) is at version \(known)")
            }
            versions[stream] = fact.version
        }
        let names = batch.directory.map { KindKey(kind: $0.stream.kind, key: ExactKey($0.key)) }
        try unique(names, "a key") { numbers[$0] != nil }
        try unique(batch.directory.map(\.stream.packed), "a stream") { keys[$0] != nil }
        try unique(batch.replies.map { ExactCall($0.call) }, "a call") { replies[$0] != nil }
        try unique(batch.timersSet.map(\.number), "a timer") { timers[$0] != nil }
    }

    private func unique<Name: Hashable>(
        _ names: [Name],
        _ what: String,
        known: (Name) -> Bool
    ) throws(StoreError) {
        var seen: Set<Name> = []
        for name in names where !seen.insert(name).inserted || known(name) {
            throw .conflict("\(what) is there already")
        }
    }

    /// Removals come last: what one batch both writes and removes is gone.
    mutating func apply(_ batch: WriteBatch) {
        for fact in batch.facts {
            streams[fact.stream.packed, default: []].append(facts.count)
            facts.append(fact)
            note(fact.stream)
        }
        for entry in batch.directory {
            keys[entry.stream.packed] = entry.key
            numbers[KindKey(kind: entry.stream.kind, key: ExactKey(entry.key))] =
                entry.stream.number
            note(entry.stream)
            if case .number(let key) = entry.key {
                lastKeys[entry.stream.kind] = max(lastKeys[entry.stream.kind] ?? 0, key)
            }
        }
        for snapshot in batch.snapshots { snapshots[snapshot.stream.packed] = snapshot }
        marks.merge(batch.marks) { $1 }
        for reply in batch.replies { remember(reply) }
        for timer in batch.timersSet {
            timers[timer.number] = timer
            timersByDue.insert(TimerPlace(due: timer.due, number: timer.number))
        }
        for letter in batch.lettersWritten {
            remove(letter.id)
            letters[ExactLetter(letter.id)] = letter
            lettersInOrder.insert(LetterPlace(letter))
        }
        for number in batch.timersDone {
            guard let timer = timers.removeValue(forKey: number) else { continue }
            timersByDue.remove(TimerPlace(due: timer.due, number: number))
        }
        for id in batch.lettersDone { remove(id) }
        dropped += batch.lettersDropped
        if let moment = batch.forgetRepliesBefore { forget(before: moment) }
    }

    private mutating func note(_ stream: StreamID) {
        lastNumbers[stream.kind] = max(lastNumbers[stream.kind] ?? 0, stream.number)
    }

    private mutating func remember(_ reply: StoredReply) {
        let call = ExactCall(reply.call)
        arrivals += 1
        replies[call] = reply
        repliesByAge.insert(ReplyAge(time: reply.time, arrival: arrivals, call: call))
    }

    private mutating func forget(before moment: Instant) {
        for _ in 0..<Self.forgottenAtOnce {
            guard let oldest = repliesByAge.first, oldest.time < moment else { return }
            repliesByAge.remove(oldest)
            replies[oldest.call] = nil
        }
    }

    private mutating func remove(_ id: LetterID) {
        guard let letter = letters.removeValue(forKey: ExactLetter(id)) else { return }
        lettersInOrder.remove(LetterPlace(letter))
    }
}

extension LedgerContents {
    func letter(at place: LetterPlace) -> Letter? {
        letters[ExactLetter(follower: place.follower, position: place.position)]
    }
}
