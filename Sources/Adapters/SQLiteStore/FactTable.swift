import Kit
import Runtime

/// Facts, packed into segments and found by their position or by their stream.
final class FactTable {
    /// A place is where a stream goes on: from `version` until `last`, in the segment that begins
    /// at the position `segment`.
    static let schema = """
        CREATE TABLE segment (
            first INTEGER PRIMARY KEY, count INTEGER NOT NULL, time INTEGER NOT NULL,
            checksum INTEGER NOT NULL, data BLOB NOT NULL
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
    private let selectLastStream: Statement
    private var versions = LastVersions()

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
            SELECT \(columns) FROM place JOIN segment ON segment.first = place.segment
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
        selectLastStream = try connection.prepare(
            "SELECT max(stream) FROM place WHERE stream BETWEEN ? AND ?"
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
            insertPlace.bind(1, stretch.stream.packed)
            insertPlace.bind(2, stretch.first)
            insertPlace.bind(3, stretch.last)
            insertPlace.bind(4, segment.first)
            try insertPlace.run()
        }
    }

    private struct Stretch {
        let stream: StreamID
        let first: Int64
        var last: Int64
    }

    /// Which versions of which streams the facts are; each must follow on the one before it.
    private func stretches(
        _ facts: ArraySlice<StoredFact>
    ) throws(StoreError) -> [Stretch] {
        var stretches: [Stretch] = []
        var known: [StreamID: Int] = [:]
        for fact in facts {
            if let place = known[fact.stream] {
                guard fact.version - 1 == stretches[place].last else { throw Self.misfit(fact) }
                stretches[place].last = fact.version
                continue
            }
            guard fact.version > 0, fact.version - 1 == (try lastVersion(before: fact)) else {
                throw Self.misfit(fact)
            }
            known[fact.stream] = stretches.count
            stretches.append(Stretch(stream: fact.stream, first: fact.version, last: fact.version))
        }
        for stretch in stretches { versions.note(stretch.last, of: stretch.stream) }
        return stretches
    }

    private static func misfit(_ fact: StoredFact) -> StoreError {
        .conflict("fact \(fact.position) cannot be version \(fact.version) of its stream")
    }

    private func lastVersion(before fact: StoredFact) throws(StoreError) -> Int64 {
        // That a first version is the first is seen when its place is written.
        if fact.version == 1 { return 0 }
        if let known = versions.last(of: fact.stream) { return known }
        defer { selectLastVersion.reset() }
        selectLastVersion.bind(1, fact.stream.packed)
        return try selectLastVersion.step() ? selectLastVersion.number(0) : 0
    }

    /// To be called when a transaction was rolled back.
    func forgetUncommitted() { versions = LastVersions() }

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
        while try selectStream.step() {
            let segment = try read(selectStream)
            for fact in try segment.facts(where: { $0 == stream && $2 > last }) {
                guard fact.version - 1 == last else {
                    throw .damaged(
                        "fact \(fact.position) has version \(fact.version), next after \(last)"
                    )
                }
                last = fact.version
                facts.append(fact)
            }
        }
        return facts
    }

    /// 0 when there is none.
    func lastPosition() throws(StoreError) -> Int64 {
        defer { selectLastSegment.reset() }
        guard try selectLastSegment.step() else { return 0 }
        return selectLastSegment.number(0) &+ selectLastSegment.number(1) &- 1
    }

    /// The greatest number of the kind that has a fact; 0 when there is none.
    func lastNumber(of kind: Int32) throws(StoreError) -> Int64 {
        defer { selectLastStream.reset() }
        selectLastStream.bind(1, StreamID(kind: kind, number: 0).packed)
        selectLastStream.bind(2, StreamID(kind: kind, number: StreamID.greatestNumber).packed)
        guard try selectLastStream.step(), !selectLastStream.isNull(0) else { return 0 }
        return StreamID(packed: selectLastStream.number(0)).number
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
    private static let greatestCount = 50_000
    private var versions: [StreamID: Int64] = [:]

    func last(of stream: StreamID) -> Int64? { versions[stream] }

    mutating func note(_ version: Int64, of stream: StreamID) {
        if versions.count >= Self.greatestCount { versions.removeAll(keepingCapacity: true) }
        versions[stream] = version
    }
}
