import Kit
import KitTesting
import Runtime
import Testing

/// An event of another version of this program.
struct Parcel: Aggregate {
    private(set) var isSent = false

    init() {}

    enum Command: Message { case send }
    enum Event: Message { case sent }
    enum Refusal: String, Error { case never }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] { [.sent] }
    mutating func evolve(_ event: Event) { isSent = true }
}

private struct NoteFollowsParcel: Policy {
    func react(to fact: Fact<Parcel>) -> [Request<Note>] {
        [.new(.write(about: fact.subject.number))]
    }
}

private struct NoteFollowsBellLater: Policy {
    func react(to fact: Fact<Bell>) -> [Request<Note>] {
        [.new(.write(about: fact.subject.number * 100))]
    }
}

/// Rings while it knows that a parcel was sent.
private struct BellFollowsLookup: InformedPolicy {
    static let timing = Timing.immediate

    func react(to fact: Fact<Courier>, knowing lookup: some Lookup) -> [Request<Bell>] {
        guard case .went = fact.event else { return [] }
        let parcel = lookup.current(Parcel.self, 1)
        let note = lookup.current(Note.self, 1)
        return [.ask(ID(parcel == nil ? 1 : note == nil ? 2 : 3), to: .ring)]
    }
}

private let post = Business("post") {
    Service("parcel") {
        Parcel.self
        Bell.self
        Courier.self
        BellFollowsLookup()
    }
    Service("note") {
        Note.self
        NoteFollowsParcel()
        NoteFollowsBellLater()
    }
}

@Suite("What cannot be understood")
struct UnreadableTests {
    @Test func `halts who should follow it, says so, and holds nobody else up`() async throws {
        let disk = try Disk()
        let store = try disk.store()
        let kinds = try store.open(kinds: ["post/parcel/Parcel", "post/parcel/Bell"]).kinds
        var batch = WriteBatch()
        for position in 1...4 as ClosedRange<Int64> {
            // The second parcel was sent by a newer program.
            batch.facts.append(
                StoredFact(
                    position: position,
                    stream: StreamID(kind: kinds[position == 4 ? 1 : 0], number: position),
                    version: 1,
                    type: position == 4 ? "rang" : "sent",
                    schemaVersion: position == 2 ? 2 : 1,
                    time: Office.noon,
                    correlation: FactID(position),
                    cause: .none,
                    data: Array("{}".utf8)
                )
            )
        }
        try store.commit(batch)
        for _ in 0..<2 {
            let office = try Office(on: disk, post)
            try await office.pass()
            let notes = try disk.facts().filter { $0.type == "written" }
            let texts = notes.map { String(decoding: $0.data, as: UTF8.self) }
            #expect(Set(texts) == [#"{"about":1}"#, #"{"about":400}"#])
            #expect(texts.count == 2)
            #expect(office.ledger.figures.problems.count == 1)
            #expect(office.ledger.figures.problems.first?.contains("newer") == true)
            #expect(office.ledger.figures.problems.first?.contains("NoteFollowsParcel") == true)
            let problem = await office.problem {
                try await office.ask(Parcel.self, .identity(2), .send)
            }
            guard case .unreadable? = problem as? Failure else {
                Issue.record("\(String(describing: problem))")
                return
            }
            office.ledger.stop()
        }
    }

    @Test func `a lookup sees its own service only`() async throws {
        let office = try Office(on: try Disk(), post)
        try await office.ask(Courier.self, .new, .go(order: 1))
        #expect(try await office.state(Bell.self, 1)?.rings == 1)
        try await office.ask(Note.self, .new, .write(about: 1))
        try await office.ask(Parcel.self, .new, .send)
        try await office.ask(Courier.self, .identity(1), .go(order: 2))
        // The note is there, but another service guards it.
        #expect(try await office.state(Bell.self, 2)?.rings == 1)
        #expect(try await office.state(Bell.self, 3) == nil)
        office.ledger.stop()
    }

    @Test func `a lookup that cannot read fails its command`() async throws {
        let disk = try Disk()
        let first = try Office(on: disk, post)
        try await first.ask(Parcel.self, .new, .send)
        try await first.pass()
        first.ledger.stop()
        let office = try Office(on: disk, post)
        try await office.pass()
        let before = try disk.facts()
        disk.faults.failHistories(.failed("bad sector"))
        let problem = await office.problem {
            try await office.ask(Courier.self, .new, .go(order: 1))
        }
        #expect(problem as? Failure == .storage(.failed("bad sector")))
        #expect(try disk.facts() == before)
        disk.faults.failHistories(nil)
        try await office.ask(Courier.self, .new, .go(order: 1))
        #expect(try await office.state(Bell.self, 2)?.rings == 1)
        office.ledger.stop()
    }
}
