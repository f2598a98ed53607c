/// All that has happened in one run, as a hash of its lines; the lines themselves when asked for.
///
/// `@unchecked Sendable`: used by one thread at a time.
final class Trace: @unchecked Sendable {
    private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    private(set) var lines: [String] = []
    private let keepsLines: Bool

    init(keepsLines: Bool) { self.keepsLines = keepsLines }

    func note(_ line: String) {
        hash = fingerprint(line.utf8, from: hash)
        if keepsLines { lines.append(line) }
    }
}

/// FNV-1a, with a line's end behind it.
func fingerprint(
    _ bytes: some Sequence<UInt8>,
    from start: UInt64 = 0xCBF2_9CE4_8422_2325
) -> UInt64 {
    var hash = start
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return (hash ^ 10) &* 0x0000_0100_0000_01B3
}
