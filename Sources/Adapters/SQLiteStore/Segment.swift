import Kit
import Runtime

/// Some facts that were committed together, as one run of bytes: one row to write and one to read,
/// where each fact by itself would have cost a row and an entry in an index.
///
/// Every number is written in groups of seven bits, the lowest first (LEB128). First come the names
/// of the events, each with its length before it. Then of each fact follow one another: kind and
/// number of its stream, version, the place of its event's name, schema, milliseconds since the
/// first fact's time, how far back correlation and cause lie (all three zigzag), the length of its
/// data, and the data.
struct Segment {
    /// So many that a row's own cost hardly counts; so few that one fact is found quickly in it.
    static let greatestCount = 64

    /// The position of the first fact.
    let first: Int64
    let count: Int
    /// That of the first fact.
    let time: Instant
    let data: [UInt8]

    /// Packs facts that follow one another.
    init(_ facts: ArraySlice<StoredFact>) {
        first = facts.first?.position ?? 0
        time = facts.first?.time ?? Instant(milliseconds: 0)
        count = facts.count
        // By their places: as elements of a loop facts would be copies.
        let places = facts.indices
        var packer = Packer(capacity: places.reduce(0) { $0 + facts[$1].data.count + 48 })
        var names: [String] = []
        for place in places where !names.contains(facts[place].type) {
            names.append(facts[place].type)
        }
        packer.pack(Int64(names.count))
        for name in names { packer.pack(Array(name.utf8)) }
        for place in places {
            packer.pack(Int64(facts[place].stream.kind))
            packer.pack(facts[place].stream.number)
            packer.pack(facts[place].version)
            packer.pack(Int64(names.firstIndex(of: facts[place].type) ?? 0))
            packer.pack(Int64(facts[place].schemaVersion))
            packer.packSigned(facts[place].time.milliseconds &- time.milliseconds)
            packer.packSigned(facts[place].position &- facts[place].correlation.position)
            packer.packSigned(facts[place].position &- facts[place].cause.position)
            packer.pack(facts[place].data)
        }
        data = packer.bytes
    }

    init(first: Int64, count: Int, time: Instant, data: [UInt8]) {
        self.first = first
        self.count = count
        self.time = time
        self.data = data
    }

    /// Over everything that is stored of it.
    var checksum: Int64 {
        var sum = Checksum()
        sum.add(first)
        sum.add(Int64(count))
        sum.add(time.milliseconds)
        sum.add(data)
        return sum.number
    }

    /// Unpacks those facts that are wanted.
    ///
    /// - Throws: ``StoreError/damaged(_:)`` where the bytes are none that were packed.
    func facts(
        where isWanted: (StreamID, _ position: Int64, _ version: Int64) -> Bool
    ) throws(StoreError) -> [StoredFact] {
        var facts: [StoredFact] = []
        var unpacker = Unpacker(data)
        let names = try names(&unpacker)
        for offset in 0..<Int64(count) {
            let position = first &+ offset
            let kind = unpacker.number()
            let number = unpacker.number()
            let version = unpacker.number()
            let type = unpacker.number()
            let schema = unpacker.number()
            let time = unpacker.signed()
            let correlation = unpacker.signed()
            let cause = unpacker.signed()
            let data = unpacker.run()
            guard !unpacker.hasFailed, let data, let kind = Int32(exactly: kind),
                let schema = Int32(exactly: schema), type >= 0, type < names.count
            else { throw .damaged("fact \(position) cannot be unpacked") }
            let stream = StreamID(kind: kind, number: number)
            guard isWanted(stream, position, version) else { continue }
            facts.append(
                StoredFact(
                    position: position,
                    stream: stream,
                    version: version,
                    type: names[Int(type)],
                    schemaVersion: schema,
                    time: Instant(milliseconds: self.time.milliseconds &+ time),
                    correlation: FactID(position &- correlation),
                    cause: FactID(position &- cause),
                    data: Array(self.data[data])
                )
            )
        }
        guard unpacker.isAtEnd else { throw .damaged("something follows fact \(first)") }
        return facts
    }

    private func names(_ unpacker: inout Unpacker) throws(StoreError) -> [String] {
        let count = unpacker.number()
        var names: [String] = []
        while Int64(names.count) < count {
            guard let run = unpacker.run() else {
                throw .damaged("the names of events from \(first) on cannot be unpacked")
            }
            names.append(String(decoding: data[run], as: UTF8.self))
        }
        return names
    }
}

/// Puts numbers and runs of bytes one behind the other.
private struct Packer {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    mutating func pack(_ number: Int64) {
        var rest = UInt64(bitPattern: number)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func packSigned(_ number: Int64) { pack((number << 1) ^ (number >> 63)) }

    mutating func pack(_ run: [UInt8]) {
        pack(Int64(run.count))
        bytes.append(contentsOf: run)
    }
}

/// Takes them apart again. What cannot be read reads as zero, and is remembered.
private struct Unpacker {
    private let bytes: [UInt8]
    private var place = 0
    private(set) var hasFailed = false

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { !hasFailed && place == bytes.count }

    mutating func number() -> Int64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while place < bytes.count, shift < 70 {
            let byte = bytes[place]
            place += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return Int64(bitPattern: value) }
            shift += 7
        }
        hasFailed = true
        return 0
    }

    mutating func signed() -> Int64 {
        let coded = number()
        return Int64(bitPattern: UInt64(bitPattern: coded) >> 1) ^ -(coded & 1)
    }

    /// Where the next run lies.
    mutating func run() -> Range<Int>? {
        let count = number()
        guard !hasFailed, count >= 0, count <= Int64(bytes.count - place) else {
            hasFailed = true
            return nil
        }
        let start = place
        place += Int(count)
        return start..<place
    }
}
