import Runtime

/// Compares where streams say that their facts are with where these are. In whatever order they
/// come, the same places add up to the same sum.
final class PlaceCheck {
    private let segments: Statement
    private let places: Statement
    private let births: Statement
    /// The segment in which the last fact was, and the position of the first fact behind it.
    private var (segment, end): (Int64, Int64) = (0, 0)
    private var (placeSum, birthSum): (UInt64, UInt64) = (0, 0)
    /// What began in this segment, and the greatest number of each kind so far.
    private var born: Set<StreamID> = []
    private var inSegment = Births()
    private var lastBorn: [Int32: Int64] = [:]

    init(_ connection: borrowing Connection) throws(StoreError) {
        segments = try connection.prepare("SELECT first, count FROM segment ORDER BY first")
        places = try connection.prepare("SELECT stream, version, last, segment FROM place")
        births = try connection.prepare("SELECT stream, segment FROM birth")
    }

    /// To be told of all facts, in the order of their positions.
    func note(_ fact: StoredFact) throws(StoreError) {
        while fact.position >= end, try segments.step() {
            segment = segments.number(0)
            end = segment &+ segments.number(1)
            (born, inSegment) = ([], Births())
        }
        if fact.version == 1 { noteBeginning(of: fact.stream) }
        guard !born.contains(fact.stream) else { return }
        placeSum &+= Self.mix(fact.stream.packed, fact.version, segment)
    }

    private func noteBeginning(of stream: StreamID) {
        let birth = inSegment.birth(of: stream, after: lastBorn[stream.kind] ?? 0)
        guard birth != .none else { return }
        lastBorn[stream.kind] = stream.number
        born.insert(stream)
        if birth == .first { birthSum &+= Self.mix(stream.packed, 1, segment) }
    }

    /// Whether it all agrees, once all facts have been told.
    func agrees() throws(StoreError) -> Bool {
        defer {
            places.reset()
            births.reset()
        }
        var (toldPlaces, toldBirths): (UInt64, UInt64) = (0, 0)
        while try births.step() {
            toldBirths &+= Self.mix(births.number(0), 1, births.number(1))
        }
        while try places.step() {
            let (first, last) = (places.number(1), places.number(2))
            guard first > 0, last >= first, last - first < Int64(Segment.greatestCount) else {
                return false
            }
            for version in first...last {
                toldPlaces &+= Self.mix(places.number(0), version, places.number(3))
            }
        }
        return toldPlaces == placeSum && toldBirths == birthSum
    }

    private static func mix(_ stream: Int64, _ version: Int64, _ segment: Int64) -> UInt64 {
        var mixed: UInt64 = 0
        func add(_ number: Int64) {
            mixed = (mixed ^ UInt64(bitPattern: number)) &* 0x9E37_79B9_7F4A_7C15
            mixed ^= mixed >> 29
        }
        add(stream)
        add(version)
        add(segment)
        return mixed
    }
}
