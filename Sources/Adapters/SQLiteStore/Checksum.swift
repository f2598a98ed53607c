import CZlib
import Kit
import Runtime

/// CRC-32 over bytes of a fixed form: numbers with eight bytes, the lowest first; texts and data
/// with their length before them.
struct Checksum {
    private var value: UInt = 0

    mutating func add(_ number: Int64) {
        withUnsafeBytes(of: number.littleEndian) { add($0) }
    }

    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            add(Int64(bytes.count))
            add(UnsafeRawBufferPointer(bytes))
        }
    }

    mutating func add(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { raw in
            add(Int64(raw.count))
            add(raw)
        }
    }

    private mutating func add(_ raw: UnsafeRawBufferPointer) {
        guard let start = raw.baseAddress, raw.count > 0 else { return }
        value = crc32_z(value, start.assumingMemoryBound(to: Bytef.self), raw.count)
    }

    var number: Int64 { Int64(value) }
}

extension Snapshot {
    /// Over everything that is stored of it.
    var checksum: Int64 {
        var sum = Checksum()
        sum.add(stream.packed)
        sum.add(version)
        sum.add(Int64(schemaVersion))
        sum.add(data)
        return sum.number
    }
}
