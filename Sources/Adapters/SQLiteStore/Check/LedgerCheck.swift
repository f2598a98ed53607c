import Glibc
import Kit
public import Runtime

/// Reads a ledger from end to end, and says what in it is not what was written. A process may go
/// on writing to it meanwhile; nothing in the folder is changed.
public struct LedgerCheck {
    /// How far it has come with one part of its work.
    public struct Progress: Sendable {
        public let part: String
        public let done: Int64
        public let of: Int64
    }

    private static let stretch = 1_000

    private let path: String
    private let ground: Ground
    private let progress: (Progress) -> Void
    private var report = LedgerReport()

    private init(_ path: String, _ ground: Ground, _ progress: @escaping (Progress) -> Void) {
        self.path = path
        self.ground = ground
        self.progress = progress
    }

    /// - Throws: When the ledger cannot be opened at all. What is damaged is in the report.
    public static func run(
        path: String,
        progress: @escaping (Progress) -> Void = { _ in }
    ) throws(StoreError) -> LedgerReport {
        try run(path: path, on: .usual, progress: progress)
    }

    static func run(
        path: String,
        on ground: Ground,
        progress: @escaping (Progress) -> Void = { _ in }
    ) throws(StoreError) -> LedgerReport {
        var check = LedgerCheck(path, ground, progress)
        do throws(StoreError) {
            let visit = try Visit(path, on: ground)
            check.checkFiles(visit)
            check.checkContents(visit)
        } catch .damaged(let words) {
            check.report.add(words)
        }
        return check.report
    }

    /// Pages and frames, as they lie on the disk.
    private mutating func checkFiles(_ visit: borrowing Visit) {
        let progress = progress
        let log = Self.log(of: visit)
        report.frames = log.frames
        for finding in log.findings { report.add(finding) }
        guard let database = visit.database else { return }
        let pages = PageCheck(
            database,
            visit.log,
            log.pages,
            isAlone: visit.isAlone,
            progress: { progress(Progress(part: "pages", done: Int64($0), of: Int64($1))) }
        )
        report.pages = pages.pages
        report.hasSums = pages.hasSums
        for finding in pages.findings { report.add(finding) }
    }

    private static func log(of visit: borrowing Visit) -> LogCheck {
        guard let file = visit.log else { return LogCheck() }
        var log = LogCheck(file)
        // A frame may just be being written; what is damaged stays so.
        for _ in 0..<5 where !visit.isAlone && !log.findings.isEmpty {
            poll(nil, 0, 20)
            log = LogCheck(file)
        }
        return log
    }

    /// What is wrong with the log.
    static func findings(in visit: borrowing Visit) -> [String] { log(of: visit).findings }

    /// What the tables say, and whether they agree.
    private mutating func checkContents(_ visit: borrowing Visit) {
        attempt { (check) throws(StoreError) in
            check.progress(Progress(part: "structure", done: 0, of: 1))
            let statement = try visit.connection.prepare(
                "PRAGMA integrity_check(\(LedgerReport.listed))"
            )
            while try statement.step() {
                let finding = statement.text(0)
                if finding != "ok" { check.report.add(finding) }
            }
        }
        var versions: [Int64: Int64] = [:]
        attempt { (check) throws(StoreError) in
            let places = try PlaceCheck(visit.connection)
            versions = try check.checkFacts(try FactTable(visit.connection), places)
            if check.report.isSound, try !places.agrees() {
                check.report.add("the places of facts by stream are not where the facts are")
            }
        }
        report.streams = versions.count
        let tables = TableCheck(head: report.facts, versions: versions)
        for part in TableCheck.Part.allCases {
            progress(Progress(part: part.rawValue, done: 0, of: 1))
            attempt { (check) throws(StoreError) in
                try tables.run(part, visit.connection) { check.report.add($0) }
            }
        }
    }

    private mutating func attempt(_ work: (inout LedgerCheck) throws(StoreError) -> Void) {
        do throws(StoreError) { try work(&self) } catch { report.add("\(error)") }
    }

    /// Every fact in its place; gives the version that each stream has come to.
    private mutating func checkFacts(
        _ table: FactTable,
        _ places: PlaceCheck
    ) throws(StoreError) -> [Int64: Int64] {
        let head = try table.lastPosition()
        report.facts = head
        var versions: [Int64: Int64] = [:]
        var position: Int64 = 0
        while position < head {
            progress(Progress(part: "facts", done: position, of: head))
            let facts: [StoredFact]
            do throws(StoreError) {
                facts = try table.facts(after: position, limit: Self.stretch)
            } catch {
                facts = readOneByOne(table, after: position, upTo: min(position + 1_000, head))
            }
            for fact in facts {
                let last = versions[fact.stream.packed] ?? 0
                if fact.version != last + 1, report.isSound {
                    report.add(
                        "fact \(fact.position) has version \(fact.version), next after \(last)"
                    )
                }
                versions[fact.stream.packed] = fact.version
                try places.note(fact)
            }
            position = min(position + Int64(Self.stretch), head)
        }
        return versions
    }

    /// The facts of a stretch in which something is wrong.
    private mutating func readOneByOne(
        _ table: FactTable,
        after start: Int64,
        upTo end: Int64
    ) -> [StoredFact] {
        var facts: [StoredFact] = []
        for position in start..<end {
            do throws(StoreError) {
                guard let fact = try table.facts(after: position, limit: 1).first,
                    fact.position == position + 1
                else { throw .damaged("fact \(position + 1) is missing") }
                facts.append(fact)
            } catch {
                report.add("fact \(position + 1): \(error)")
            }
        }
        return facts
    }
}
