import Kit
import Testing
import Wire

@testable import HairShop

@Suite("A form on the wire") struct FormTests {
    private func takes(_ shape: Shape, _ text: String) throws -> Bool {
        switch shape {
        case .form(let forms):
            try forms.contains { form in
                try form.length.contains(text.unicodeScalars.count)
                    && text.wholeMatch(of: Regex(form.pattern)) != nil
            }
        case .either(let shapes): try shapes.contains { try takes($0, text) }
        default: false
        }
    }

    private func takes(_ shape: Shape, _ number: Int64) -> Bool {
        switch shape {
        case .integer(let range): range.contains(number)
        case .either(let shapes): shapes.contains { takes($0, number) }
        default: false
        }
    }

    @Test func `of a day is that of the days there are`() throws {
        for year in [0, 1, 4, 100, 400, 1900, 2000, 2023, 2024, 2100, 9999] {
            for month in [0, 1, 2, 4, 12, 13] {
                for day in [0, 1, 28, 29, 30, 31, 32] {
                    let parts = [padded(year, to: 4), padded(month, to: 2), padded(day, to: 2)]
                    for text in [parts.joined(), parts.joined(separator: "-")] {
                        #expect(try takes(.day, text) == (Day(wire: text) != nil), "\(text)")
                    }
                }
            }
        }
        for wrong in ["", "2021100", "2021-1001", "202110-01", "2021-10-1", "20211001\n"] {
            #expect(try !takes(.day, wrong) && Day(wire: wrong) == nil, "\(wrong)")
        }
    }

    @Test func `of a time is that of the times there are`() throws {
        for hour in 0...25 {
            for minute in [0, 1, 9, 10, 59, 60, 99] {
                let texts = [
                    "\(hour):\(padded(minute, to: 2))", "\(hour)\(padded(minute, to: 2))",
                    "\(padded(hour, to: 2)):\(padded(minute, to: 2))",
                    "\(padded(hour, to: 2))\(padded(minute, to: 2))", "\(hour):\(minute)",
                ]
                for text in texts {
                    let time = TimeOfDay(wire: text)
                    #expect(try takes(.timeOfDay, text) == (time != nil), "\(text)")
                    let isBeginning = time.map { $0.minutes < 1_440 } ?? false
                    #expect(try takes(.time, text) == isBeginning, "\(text)")
                }
            }
        }
    }

    @Test func `of a time as a number is that of the same number as text`() throws {
        for number in Int64(-10)...2_500 {
            let time = TimeOfDay(wire: "\(number)")
            #expect(takes(.timeOfDay, number) == (time != nil), "\(number)")
            let isBeginning = time.map { $0.minutes < 1_440 } ?? false
            #expect(takes(.time, number) == isBeginning, "\(number)")
        }
    }
}
