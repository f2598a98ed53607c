import CLinux

/// Processors of this machine that a thread may run on.
struct Processors: Equatable {
    /// Room for 1,024 processors, as in the C library's own set.
    private static let wordCount = 16

    /// A bit for each.
    let words: [UInt64]

    /// Those that the calling thread may run on. Nil where the system does not say.
    static func ofThisThread() -> Processors? {
        var words = [UInt64](repeating: 0, count: wordCount)
        let code = words.withUnsafeMutableBufferPointer {
            cscheduler_processors($0.baseAddress, UInt($0.count * 8))
        }
        return code == 0 ? Processors(words: words) : nil
    }

    /// How many there are.
    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// One of them by its place, counted around. Nil where there are none.
    func one(at place: Int) -> Processors? {
        guard count > 0, place >= 0 else { return nil }
        var left = place % count
        for (index, word) in words.enumerated() {
            guard left >= word.nonzeroBitCount else {
                var one = [UInt64](repeating: 0, count: words.count)
                one[index] = Self.lowestBit(of: word, passingOver: left)
                return Processors(words: one)
            }
            left -= word.nonzeroBitCount
        }
        return nil
    }

    private static func lowestBit(of word: UInt64, passingOver count: Int) -> UInt64 {
        var word = word
        for _ in 0..<count { word &= word &- 1 }
        return word & (0 &- word)
    }

    /// Lets the calling thread run on no others. False where the system does not.
    @discardableResult
    func keepThisThread() -> Bool {
        words.withUnsafeBufferPointer {
            cscheduler_keep_to($0.baseAddress, UInt($0.count * 8)) == 0
        }
    }
}
