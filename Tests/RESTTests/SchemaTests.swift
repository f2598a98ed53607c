import Testing
import Wire

@testable import REST

@Suite("A schema") struct SchemaTests {
    private func matches(_ text: String, _ pattern: String) throws -> Bool {
        try text.wholeMatch(of: Regex(pattern)) != nil
    }

    @Test(arguments: [
        1...1_440, 1...1, 0...9, 0...1_000, 7...13, 95...105, 100...159, 1...549_755_813_887,
        1...Int64.max, Int64.min...Int64.max, -20...7, -5...(-3), 0...0,
    ])
    func `takes the digits of the numbers of a range, and no others`(
        range: ClosedRange<Int64>
    ) throws {
        let pattern = DigitPattern.whole(range)
        let ends = [range.lowerBound, range.upperBound]
        var numbers = Set((-30...30).map(Int64.init) + (90...110) + (990...1_010) + (1_430...1_450))
        for end in ends + [9, 99, 999, 9_999, Int64.max / 10] {
            for step in Int64(-2)...2 {
                let (sum, overflow) = end.addingReportingOverflow(step)
                if !overflow { numbers.insert(sum) }
            }
        }
        for number in numbers {
            #expect(try matches("\(number)", pattern) == range.contains(number), "\(number)")
            #expect(
                Int64("\(number)".utf8.count) <= DigitPattern.length(range)
                    || !range.contains(number)
            )
        }
        for wrong in ["", "-", "+1", "1.0", " 1", "1 ", "one", "1_0", "99999999999999999999"] {
            #expect(try !matches(wrong, pattern), "\(wrong)")
        }
        #expect(try matches("00\(range.upperBound)", pattern) == (range.upperBound >= 0))
    }

    @Test func `says what is taken besides what is shown`() {
        let shown = Schema.shown(.integer(1...9))
        #expect(shown == ["type": "integer", "minimum": 1, "maximum": 9])
        let taken = Schema.taken(.optional(.integer(1...9)), "A digit")
        guard case .list(let ways)? = taken["anyOf"] else {
            Issue.record("\(taken)")
            return
        }
        #expect(ways.map { $0["type"] } == ["integer", "string", "null"])
        #expect(taken["description"] == "A digit")
        #expect(Schema.taken(.line(1...5))["type"] == ["string", "integer", "boolean"])
        #expect(Schema.shown(.optional(.word(["a"])))["enum"] == ["a", nil])
        #expect(Schema.taken(.list(of: .boolean, upTo: 7))["maxItems"] == 7)
        #expect(Schema.taken(.timeZone)["$ref"] == "#/components/schemas/TimeZone")
        #expect(Schema.shown(.optional(.timeZone))["anyOf"] != nil)
    }
}
