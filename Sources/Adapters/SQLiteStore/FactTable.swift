import Kit
import Runtime

/// Facts, packed into segments and found by their position or by their stream.
final class FactTable {
    /// A birth is where the streams of a kind begin, from this one on until the next birth: in the
    /// segment that begins at the position `segment`. Their numbers mostly grow, so one row says it
    /// for all that are born in a segment. A place is where a stream goes on, or begins where its
    /// kind has come further already: from `version` until `last`, in that segment.
    static let schema = """
        CREATE TABLE segment (
            first INTEGER PRIMARY KEY, count INTEGER NOT NULL, time INTEGER NOT NULL,
            checksum INTEGER NOT NULL, data BLOB NOT NULL
        ) STRICT;
        CREATE TABLE birth (
            stream INTEGER PRIMARY KEY, segment INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE place (
            stream INTEGER NOT NULL, version INTEGER NOT NULL, last INTEGER NOT NULL,
            segment INTEGER NOT NULL, PRIMARY KEY (stream, version)
        ) STRICT, WITHOUT ROWID;
        """

    private static let columns = "first, count, time, checksum, data"

    private let insertSegment: Statement
    private let insertPlace: Statement
    private let selectAfter: Statement
    private let selectStream: Statement
    private let selectLastVersion: Statement
    private let selectLastSegment: Statement
    private let insertBirth: Statement
    private let selectBirth: Statement
    private let selectBirthSegment: Statement
    private var versions = LastVersions()
    /// The greatest number of each kind that has been born, as far as that was asked for.
    private var lastBorn: [Int32: Int64] = [:]

    init(_ connection: borrowing Connection) throws(StoreError) {
        let columns = Self.columns
        insertSegment = try connection.prepare(
            "INSERT INTO segment (\(columns)) VALUES (?, ?, ?, ?, ?)"
        )
        insertPlace = try connection.prepare(
            "INSERT INTO place (stream, version, last, segment) VALUES (?, ?, ?, ?)"
        )
        selectAfter = try connection.prepare(
            """
            SELECT \(columns) FROM segment
            WHERE first >= (SELECT coalesce(max(first), 0) FROM segment WHERE first <= ?1)
            ORDER BY first
            """
        )
        selectStream = try connection.prepare(
            """
            SELECT \(columns), version FROM place JOIN segment ON segment.first = place.segment
            WHERE stream = ?1 AND version >=
                (SELECT coalesce(max(version), 0) FROM place WHERE stream = ?1 AND version <= ?2)
            ORDER BY version
            """
        )
        selectLastVersion = try connection.prepare(
            "SELECT last FROM place WHERE stream = ? ORDER BY version DESC LIMIT 1"
        )
        selectLastSegment = try connection.prepare(
            "SELECT first, count FROM segment ORDER BY first DESC LIMIT 1"
        )
        insertBirth = try connection.prepare("INSERT INTO birth (stream, segment) VALUES (?, ?)")
        selectBirth = try connection.prepare(
            "SELECT segment FROM birth WHERE stream BETWEEN ? AND ? ORDER BY stream DESC LIMIT 1"
        )
        selectBirthSegment = try connection.prepare(
            "SELECT \(columns) FROM segment WHERE first = ?"
        )
    }

    /// Writes facts that follow one another.
    func insert(_ facts: [StoredFact]) throws(StoreError) {
        var start = facts.startIndex
        while start < facts.endIndex {
            let end = min(start + Segment.greatestCount, facts.endIndex)
            try insert(facts[start..<end])
            start = end
        }
    }

    private func insert(_ facts: ArraySlice<StoredFact>) throws(StoreError) {
        let segment = Segment(facts)
        insertSegment.bind(1, segment.first)
        insertSegment.bind(2, Int64(segment.count))
        insertSegment.bind(3, segment.time.milliseconds)
        insertSegment.bind(4, segment.checksum)
        insertSegment.bind(5, segment.data)
        try insertSegment.run()
        for stretch in try stretches(facts) {
            guard !stretch.isBirth else {
                if stretch.isFirstBirth { try insert(birthOf: stretch.stream, segment.first) }
                continue
            }
            insertPlace.bind(1, stretch.stream.packed)
            insertPlace.bind(2, stretch.first)
            insertPlace.bind(3, stretch.last)
            insertPlace.bind(4, segment.first)
            try insertPlace.run()
        }
    }

    private func insert(birthOf stream: StreamID, _ segment: Int64) throws(StoreError) {
        insertBirth.bind(1, stream.packed)
        insertBirth.bind(2, segment)
        try insertBirth.run()
    }

    private struct Stretch {
        let stream: StreamID
        let first: Int64
        var last: Int64
        /// Its kind had not come as far before: a row for the first of them is enough.
        let isBirth: Bool
        let isFirstBirth: Bool
    }

    /// Which versions of which streams the facts are; each must follow on the one before it.
    private func stretches(
        _ facts: ArraySlice<StoredFact>
    ) throws(StoreError) -> [Stretch] {
        var stretches: [Stretch] = []
        stretches.reserveCapacity(facts.count)
        var known: [StreamID: Int] = [:]
        known.reserveCapacity(facts.count)
        var births = Births()
        for fact in facts {
            if let place = known[fact.stream] {
                guard fact.version - 1 == stretches[place].last else { throw Self.misfit(fact) }
                stretches[place].last = fact.version
                continue
            }
            known[fact.stream] = stretches.count
            let birth = try birth(fact, &births)
            if birth == .none {
                guard fact.version > 0, fact.version - 1 == (try lastVersion(before: fact)) else {
                    throw Self.misfit(fact)
                }
            }
            stretches.append(
                Stretch(
                    stream: fact.stream,
                    first: fact.version,
                    last: fact.version,
                    isBirth: birth != .none,
                    isFirstBirth: birth == .first
                )
            )
        }
        for stretch in stretches { versions.note(stretch.last, of: stretch.stream) }
        return stretches
    }

    /// Whether a stream begins that is beyond all others of its kind.
    private func birth(
        _ fact: StoredFact,
        _ births: inout Births
    ) throws(StoreError) -> Births.Birth {
        guard fact.version == 1 else { return .none }
        let last = try lastNumber(of: fact.stream.kind)
        let birth = births.birth(of: fact.stream, after: last)
        if birth != .none { lastBorn[fact.stream.kind] = fact.stream.number }
        return birth
    }

    private static func misfit(_ fact: StoredFact) -> StoreError {
        .conflict("fact \(fact.position) cannot be version \(fact.version) of its stream")
    }

    private func lastVersion(before fact: StoredFact) throws(StoreError) -> Int64 {
        if let known = versions.last(of: fact.stream) { return known }
        defer { selectLastVersion.reset() }
        selectLastVersion.bind(1, fact.stream.packed)
        if try selectLastVersion.step() { return selectLastVersion.number(0) }
        return try factsAtBirth(of: fact.stream).last?.version ?? 0
    }

    /// To be called when a transaction was rolled back.
    func forgetUncommitted() {
        versions = LastVersions()
        lastBorn = [:]
    }

    func facts(after position: Int64, limit: Int) throws(StoreError) -> [StoredFact] {
        defer { selectAfter.reset() }
        var last = max(position, 0)
        guard limit > 0, last < .max else { return [] }
        let end = last.addingReportingOverflow(Int64(limit))
        let greatest = end.overflow ? Int64.max : end.partialValue
        selectAfter.bind(1, last + 1)
        var facts: [StoredFact] = []
        while last < greatest, try selectAfter.step() {
            let segment = try read(selectAfter)
            guard segment.first <= last + 1 else {
                throw .damaged("fact \(segment.first) comes next after fact \(last)")
            }
            let found = try segment.facts { _, position, _ in
                position > last && position <= greatest
            }
            last = max(last, found.last?.position ?? last)
            facts += found
        }
        return facts
    }

    func facts(
        of stream: StreamID,
        after version: Int64
    ) throws(StoreError) -> [StoredFact] {
        defer { selectStream.reset() }
        var last = max(version, 0)
        selectStream.bind(1, stream.packed)
        selectStream.bind(2, last)
        var facts: [StoredFact] = []
        var isThere = try selectStream.step()
        // What was before the first place is where the stream was born.
        if !isThere || selectStream.number(5) &- 1 > last {
            facts = try factsAtBirth(of: stream).filter { $0.version > last }
            try Self.check(facts, follow: &last)
        }
        while isThere {
            let segment = try read(selectStream)
            let found = try segment.facts { $0 == stream && $2 > last }
            try Self.check(found, follow: &last)
            facts += found
            isThere = try selectStream.step()
        }
        return facts
    }

    private static func check(
        _ facts: [StoredFact],
        follow last: inout Int64
    ) throws(StoreError) {
        for fact in facts {
            guard fact.version &- 1 == last else {
                throw .damaged(
                    "fact \(fact.position) has version \(fact.version), next after \(last)"
                )
            }
            last = fact.version
        }
    }

    /// The facts with which a stream began, where a birth says where that was.
    private func factsAtBirth(of stream: StreamID) throws(StoreError) -> [StoredFact] {
        guard let segment = try birth(upTo: stream) else { return [] }
        return try segment.facts { found, _, _ in found == stream }
    }

    /// The segment in which the last birth of the kind was, up to this stream.
    private func birth(upTo stream: StreamID) throws(StoreError) -> Segment? {
        defer { selectBirth.reset() }
        selectBirth.bind(1, StreamID(kind: stream.kind, number: 0).packed)
        selectBirth.bind(2, stream.packed)
        guard try selectBirth.step() else { return nil }
        let first = selectBirth.number(0)
        defer { selectBirthSegment.reset() }
        selectBirthSegment.bind(1, first)
        guard try selectBirthSegment.step() else {
            throw .damaged("streams begin in a segment at \(first), where there is none")
        }
        return try read(selectBirthSegment)
    }

    /// 0 when there is none.
    func lastPosition() throws(StoreError) -> Int64 {
        defer { selectLastSegment.reset() }
        guard try selectLastSegment.step() else { return 0 }
        return selectLastSegment.number(0) &+ selectLastSegment.number(1) &- 1
    }

    /// The greatest number of the kind that has a fact; 0 when there is none.
    func lastNumber(of kind: Int32) throws(StoreError) -> Int64 {
        if let known = lastBorn[kind] { return known }
        let end = StreamID(kind: kind, number: StreamID.greatestNumber)
        let born = try birth(upTo: end)?.facts { stream, _, _ in stream.kind == kind }
        let last = born?.map(\.stream.number).max() ?? 0
        lastBorn[kind] = last
        return last
    }

    private func read(_ row: borrowing Statement) throws(StoreError) -> Segment {
        let segment = Segment(
            first: row.number(0),
            count: Int(row.number(1)),
            time: Instant(milliseconds: row.number(2)),
            data: row.bytes(4)
        )
        guard segment.first > 0, segment.count > 0, segment.checksum == row.number(3) else {
            throw .damaged(
                "facts from \(segment.first) on are not what was written: their checksum differs"
            )
        }
        return segment
    }
}

/// The last versions of the streams that were written lately.
private struct LastVersions {
    private static let greatestCount = 8_000
    private var versions: [StreamID: Int64] = [:]

    func last(of stream: StreamID) -> Int64? { versions[stream] }

    mutating func note(_ version: Int64, of stream: StreamID) {
        if versions.count >= Self.greatestCount { versions.removeAll(keepingCapacity: true) }
        versions[stream] = version
    }
}
