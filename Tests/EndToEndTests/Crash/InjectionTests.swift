import Testing
import Threads

@Suite("A call of the system that fails", .apart) struct InjectionTests {
    @Test(.enabled(if: !CrashSettings.isThorough))
    func `or kills takes nothing that was acknowledged`() throws {
        let injections = Injection.sample()
        let outcomes = try Self.run(injections)
        let struck = outcomes.filter(\.hasStruck)
        #expect(outcomes.flatMap(\.faults) == [])
        #expect(struck.count * 10 >= injections.count * 8, "too many strike where nothing is")
        #expect(struck.contains { $0.exitCode == 0 && $0.failures > 0 }, "nobody went on")
        #expect(struck.contains { $0.exitCode == 1 && $0.acknowledged > 0 }, "nobody gave up")
        Self.tell("sampled", outcomes)
    }

    @Test(.enabled(if: CrashSettings.isThorough), arguments: Injection.Moment.allCases)
    func `wherever it is, takes nothing that was acknowledged`(moment: Injection.Moment) throws {
        for files in Injection.Files.allCases {
            for call in Injection.Call.allCases {
                for fault in Injection.Fault.allCases {
                    let place = "while \(moment), \(call) on the \(files): \(fault.rawValue)"
                    let outcomes = try Self.runUntilClean { number in
                        Injection(
                            moment: moment,
                            files: files,
                            call: call,
                            fault: fault,
                            number: number
                        )
                    }
                    #expect(outcomes.flatMap(\.faults) == [], "\(place)")
                    Self.tell(place, outcomes)
                }
            }
        }
    }

    /// The first, the second and so on, until two in a row have not struck.
    private static func runUntilClean(
        _ injection: (Int) -> Injection
    ) throws -> [Trial.Outcome] {
        var all: [Trial.Outcome] = []
        while all.suffix(2).contains(where: \.hasStruck) || all.isEmpty {
            all += try run([injection(all.count + 1), injection(all.count + 2)])
        }
        return all
    }

    /// Two at a time.
    private static func run(_ injections: [Injection]) throws -> [Trial.Outcome] {
        let rest = Monitor(injections[...])
        let outcomes = Collected<Trial.Outcome>()
        try together(2) { _ in
            while let injection = rest.locked({ $0.popFirst() }) {
                var outcome = try Trial(injection).run()
                outcome.faults = outcome.faults.map { "\(injection): \($0)" }
                outcomes.add(outcome)
            }
        }
        return outcomes.all
    }

    private static func tell(_ place: String, _ outcomes: [Trial.Outcome]) {
        let struck = outcomes.filter(\.hasStruck)
        CrashSettings.tell(
            "\(place): \(outcomes.count) runs, \(struck.count) struck, "
                + "\(struck.count { $0.exitCode == 0 }) went on, "
                + "\(struck.count { $0.exitCode == 1 }) ended by themselves, "
                + "\(outcomes.reduce(0) { $0 + $1.failures }) answers of 503, "
                + "\(outcomes.reduce(0) { $0 + $1.faults.count }) faults"
        )
    }
}
