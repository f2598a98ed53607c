import Testing

@Suite("Golden lines")
struct GoldenSealTests {
    @Test func `are only ever added to`() throws {
        let seals = try GoldenSeal.all()
        for seal in seals {
            #expect(seal.holds(for: try goldenLines(seal.file)), "\(seal.file) was changed")
        }
        for kind in try goldenKinds() {
            for version in try goldenVersions(kind) {
                let file = "\(kind)/\(version)"
                let lines = try goldenLines(file)
                let sealed = seals.filter { $0.file == file }.map(\.lines).max() ?? 0
                #expect(
                    sealed == lines.count,
                    "to be sealed: \(file) \(lines.count) \(GoldenSeal.sum(of: lines))"
                )
            }
        }
        #expect(try goldenKinds().count == 6)
    }

    @Test(arguments: [
        (["a", "b"], true), (["a", "b", "c"], true), (["a"], false), (["b", "a"], false),
        (["a", "B"], false), (["ab"], false), ([], false),
    ])
    func `cannot be changed, taken away or put in another order`(lines: [String], isHeld: Bool) {
        let seal = GoldenSeal(file: "", lines: 2, sum: GoldenSeal.sum(of: ["a", "b"]))
        #expect(seal.holds(for: lines) == isHeld)
    }
}
