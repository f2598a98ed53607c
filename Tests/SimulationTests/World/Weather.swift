import KitTesting
import Runtime

/// What a seed is made of: each spares some kinds of trouble, so that the others go deeper.
struct Weather {
    let usesFiles: Bool
    let clerkDecides: Bool
    let steps: Int
    let backlog: Int
    let limits: LedgerLimits
    /// How often of a hundred steps: 0 where this seed is spared.
    let crashes: Int
    let stops: Int
    let badCommits: Int
    let badRows: Int
    let badReads: Int
    let badFeed: Int
    let jumps: Int
    let outages: Int
    /// How often of a hundred calls an answer is lost on its way.
    let lostAnswers: Int

    init(_ seed: UInt64) {
        var chance = Seed(seed &* 0xD1B5_4A32_D192_ED03 &+ 1)
        // A file waits for its disk, so most live in memory.
        usesFiles = seed % 25 == 7
        clerkDecides = chance.happens(35)
        steps = usesFiles ? 50 : chance.among(60...110)
        backlog = chance.happens(30) ? chance.among(1...6) : 1_000
        var limits = LedgerLimits()
        limits.waiting = chance.happens(30) ? 6 : 40
        limits.batch = chance.happens(40) ? chance.among(2...5) : 30
        limits.cacheBytes = chance.happens(40) ? 1_500 : 200_000
        limits.catchUp = chance.happens(50) ? chance.among(2...6) : 60
        limits.attempts = Int32(chance.among(2...4))
        limits.snapshotEvery = chance.happens(70) ? 3 : 10
        limits.rememberReplies = 12 * 3_600_000
        func maybe(_ percent: Int) -> Int { chance.happens(60) ? percent : 0 }
        crashes = maybe(3)
        stops = maybe(1)
        badCommits = maybe(5)
        badRows = maybe(4)
        badReads = maybe(4)
        badFeed = maybe(8)
        jumps = maybe(3)
        outages = maybe(40)
        lostAnswers = maybe(10)
        limits.stretch = chance.happens(50) ? chance.among(1...5) : 64
        self.limits = limits
    }
}
