import Kit
import Runtime
import Testing

@Suite("A booking of several seats")
struct AllOrNothingTests {
    private let later = Office.noon.adding(minutes: 10)

    @Test(arguments: Medium.allCases)
    func `is confirmed in the caller's request when all seats are free`(medium: Medium) async throws
    {
        let disk = try Disk(medium)
        let office = try Office(on: disk)
        let reply = try await office.ask(
            Booking.self,
            .new,
            .place(seats: ["A1", "A2", "A3"], until: later)
        )
        #expect(reply.location == "1")
        // placed, three times noted, confirmed: all of it has happened when the caller hears.
        #expect(reply.entityTag == "5/5")
        let booking = try await office.state(Booking.self, 1)
        #expect(booking?.isConfirmed == true)
        #expect(try await office.state(Seat.self, "A2") == .held(by: 1, until: later))
        office.ledger.stop()
    }

    @Test(arguments: Medium.allCases)
    func `is undone with all its seats when the third is taken`(medium: Medium) async throws {
        let disk = try Disk(medium)
        let office = try Office(on: disk)
        try await office.ask(Booking.self, .new, .place(seats: ["B3"], until: later))
        try await office.pass()
        let before = try disk.facts()
        let problem = await office.problem {
            try await office.ask(
                Booking.self,
                .new,
                .place(seats: ["B1", "B2", "B3"], until: later)
            )
        }
        #expect(words(problem) == "hall/Seat/taken")
        #expect(try await office.state(Seat.self, "B1") == nil)
        #expect(try await office.state(Booking.self, 2) == nil)
        try await office.pass()
        #expect(try disk.facts() == before)

        let next = try await office.ask(
            Booking.self,
            .new,
            .place(seats: ["B1", "B2"], until: later)
        )
        #expect(next.location == "2", "the number was not used up")
        let positions = try disk.facts().map(\.position)
        #expect(positions == Array(1...Int64(positions.count)))
        office.ledger.stop()
    }

    @Test func `does not disturb others of the same batch`() async throws {
        let disk = try Disk()
        let office = try Office(on: disk)
        try await office.ask(Booking.self, .new, .place(seats: ["C0"], until: later))
        let outcomes = await withTaskGroup(of: (Int, String?).self) { group in
            for number in 0..<40 {
                group.addTask {
                    // Every second one also wants a seat that is taken.
                    let seats: [Name<Seat>] =
                        number % 2 == 0
                        ? [Name("C\(number + 1)")] : [Name("D\(number)"), "C0"]
                    let reply = try? await office.ask(
                        Booking.self,
                        .new,
                        .place(seats: seats, until: later)
                    )
                    return (number, reply?.location)
                }
            }
            return await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
        }
        #expect(Set(outcomes.keys) == Set(stride(from: 0, to: 40, by: 2)))
        #expect(Set(outcomes.values) == Set((2...21).map { "\($0)" }), "numbers without gaps")
        #expect(try await office.state(Seat.self, "D1") == nil)
        office.ledger.stop()
    }

    @Test func `asks for the same seat twice without harm`() async throws {
        let office = try Office(on: try Disk())
        try await office.ask(Booking.self, .new, .place(seats: ["E1", "E1"], until: later))
        #expect(try await office.state(Seat.self, "E1") == .held(by: 1, until: later))
        office.ledger.stop()
    }
}
