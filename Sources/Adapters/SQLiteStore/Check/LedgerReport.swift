/// What a look through a ledger has found.
public struct LedgerReport: Sendable {
    public internal(set) var facts: Int64 = 0
    public internal(set) var streams = 0
    public internal(set) var pages = 0
    /// In the log, up to its last commit.
    public internal(set) var frames = 0
    /// Whether every page has a sum. Ledgers of older software have none.
    public internal(set) var hasSums = true
    /// What is wrong and where, for a person; nothing when all is sound.
    public internal(set) var findings: [String] = []
    /// Findings beyond those that are listed.
    public internal(set) var more = 0

    public var isSound: Bool { findings.isEmpty }

    /// One damaged page can have many consequences; the first tell enough.
    static let listed = 100

    mutating func add(_ finding: String) {
        if findings.count < Self.listed { findings.append(finding) } else { more += 1 }
    }
}
