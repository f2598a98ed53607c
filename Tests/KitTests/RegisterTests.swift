import Kit
import KitTesting
import Testing

/// A lamp that can be lit once.
private struct Lamp: Aggregate {
    private(set) var isLit = false

    enum Command: Message { case light }
    enum Event: Message { case lit }
    enum Refusal: String, Error { case never }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] {
        isLit ? [] : [.lit]
    }

    mutating func evolve(_ event: Event) { isLit = true }
}

/// Plays facts to a view, as the runtime does.
private final class Audience<Row: View, Subject: Aggregate>: SourceVisitor {
    let fact: Fact<Subject>
    var row: Row
    var number: Int64?

    init(_ fact: Fact<Subject>, _ row: Row) {
        self.fact = fact
        self.row = row
    }

    func visit<Other: Aggregate>(
        _ subject: Other.Type,
        row place: @escaping @Sendable (Fact<Other>) -> Int64?,
        evolve: @escaping @Sendable (inout Row, Fact<Other>) -> Void
    ) {
        guard let fact = fact as? Fact<Other> else { return }
        number = place(fact)
        evolve(&row, fact)
    }
}

@Suite("A register")
struct RegisterTests {
    @Test func `shows each aggregate as it stands, in the row of its number`() {
        let fact = Fact<Lamp>(.lit, of: 300, at: Instant(milliseconds: 0))
        let audience = Audience(fact, Register<Lamp>())
        for source in Register<Lamp>.sources { source.show(to: audience) }
        #expect(audience.number == 300)
        #expect(audience.row.identity == 300)
        #expect(audience.row.state.isLit)
        #expect(Register<Lamp>.name == "Lamp")
    }

    @Test func `shows nothing before anything has happened`() {
        #expect(Register<Lamp>().identity == nil)
        #expect(Register<Lamp>(identity: 1, state: Lamp()).state == Lamp())
    }
}

@Suite("An aggregate")
struct AggregateTests {
    @Test func `is what its history says`() {
        #expect(Lamp(replaying: []) == Lamp())
        #expect(Lamp(replaying: [.lit]).isLit)
        #expect(Lamp.name == "Lamp")
        #expect(Lamp.schemaVersion == 1)
    }

    @Test func `answers every command in every state`() {
        DecisionTable(
            Lamp.self,
            states: [("dark", []), ("bright", [.lit])],
            commands: [("light", .light)]
        ).verify(
            """
                    light
            dark    lit
            bright  -
            """
        )
    }

    @Test func `is asked for now, later or anew`() {
        let later = Instant(milliseconds: 9)
        #expect(Request<Lamp>.ask(1, to: .light).due == nil)
        #expect(Request<Lamp>.ask(1, to: .light, at: later).due == later)
        #expect(Request<Lamp>.new(.light).target == nil)
        #expect(NothingKnown().current(Lamp.self, 1) == nil)
    }
}
