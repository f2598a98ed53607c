import Testing

@testable import Runtime

/// Keys of dictionaries that we give ourselves.
struct `Numbers as keys` {
    @Test(arguments: [0, 4, 12, 20, 32, 40])
    func `lie apart, whatever power of two they are apart`(shift: Int64) {
        for seed in [0, 1, -1, 12_345] {
            let places = (1...4_096).map { (step: Int64) in
                Number(step << shift)._rawHashValue(seed: seed) & 4_095
            }
            // Of places taken at random, 2,589 would be different. Two thirds of that will do.
            #expect(Set(places).count > 1_500)
        }
    }

    @Test func `are the same when they are the same number`() {
        #expect(Number(7) == Number(7) && Number(7) != Number(8))
        #expect(Number(7).hashValue == Number(7).hashValue)
        let streams = (0..<2_000).map { StreamID(kind: Int32($0 % 4), number: $0 / 4) }
        #expect(Set(streams).count == 2_000)
    }
}
