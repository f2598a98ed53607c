import Testing

@testable import Runtime

@Suite("What lies in drawers by its number")
struct DrawersTests {
    private final class Thing {
        let number: Int64
        init(_ number: Int64) { self.number = number }
    }

    @Test func `is found, and nothing else, as in a dictionary`() {
        var random = SystemRandomNumberGenerator()
        var drawers = Drawers<Thing>()
        var known: [Int64: Thing] = [:]
        // Close together and far apart, the least and the greatest number among them.
        func anyNumber() -> Int64 {
            switch Int.random(in: 0..<8, using: &random) {
            case 0: Int64.random(in: 1...1 << 40, using: &random)
            case 1: [Int64.min, -17, -1, 0, 15, 16, .max][Int.random(in: 0..<7)]
            default: Int64.random(in: 1...600, using: &random)
            }
        }
        for _ in 0..<20_000 {
            let number = anyNumber()
            switch Int.random(in: 0..<5, using: &random) {
            case 0, 1:
                let thing = Thing(number)
                #expect(drawers.put(thing, at: number) === known.updateValue(thing, forKey: number))
            case 2, 3: #expect(drawers.remove(number) === known.removeValue(forKey: number))
            default: #expect(drawers[number] === known[number])
            }
        }
        #expect(drawers.count == known.count && known.count > 100)
        for (number, thing) in known { #expect(drawers[number] === thing) }
        drawers.removeAll()
        #expect(drawers.count == 0 && drawers[1] == nil)
    }

    @Test func `is given up when nobody has asked for it since the hand came by`() {
        var drawers = Drawers<Thing>()
        for number in 1...100 as ClosedRange<Int64> { drawers.put(Thing(number), at: number) }
        var gone: [Int64] = []
        func sweep(_ wanted: Int, keeping kept: Int64? = nil) {
            gone = []
            drawers.sweep(
                whileNotEnough: { gone.count < wanted },
                giveUp: { thing in
                    if thing.number == kept { return false }
                    gone.append(thing.number)
                    return true
                }
            )
        }
        sweep(1)
        #expect(gone.isEmpty, "all are new: the hand has only come by")
        for number in [3, 40, 41] as [Int64] { _ = drawers[number] }
        sweep(100, keeping: 5)
        #expect(Set(gone) == Set(1...100).subtracting([3, 5, 40, 41]))
        #expect(drawers.count == 4)
        sweep(100)
        #expect(Set(gone) == [3, 5, 40, 41], "once round, nobody had asked for them again")
        #expect(drawers.count == 0)

        for number in 1...100 as ClosedRange<Int64> { drawers.put(Thing(number), at: number) }
        sweep(100)
        #expect(gone.isEmpty && drawers.count == 100, "all are new again")
        sweep(1)
        #expect((1...16).contains(gone.count), "no more than the drawer in which it is enough")
    }

    @Test func `takes no more room when it goes and other things come`() {
        weak var last: Thing?
        var drawers = Drawers<Thing>()
        for start in stride(from: Int64(0), to: 100_000, by: 100) {
            for number in start..<start + 100 { drawers.put(Thing(number), at: number) }
            last = drawers[start + 99]
            for number in start..<start + 100 { drawers.remove(number) }
        }
        #expect(drawers.room < 400, "\(drawers.room) places for 100")
        #expect(last == nil, "what was taken out is let go")
    }
}
