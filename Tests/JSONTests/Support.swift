import JSON
import Wire

/// Random numbers that are the same for the same seed.
struct Seed: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

func read(_ text: String, depth: Int = 32) throws(JSONSyntaxError) -> Document {
    try JSON.document(from: Array(text.utf8), depth: depth)
}

func read(_ bytes: [UInt8]) throws(JSONSyntaxError) -> Document {
    try JSON.document(from: bytes)
}

/// What is wrong with a text; `nil` if nothing is.
func problem(_ bytes: [UInt8]) -> JSONSyntaxError? {
    do {
        _ = try read(bytes)
        return nil
    } catch {
        return error
    }
}

func written(_ write: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter(capacity: 64)
    write(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
}

/// A value of any shape, to a limited depth.
func anyDocument(_ seed: inout Seed, depth: Int = 4) -> Document {
    switch UInt64.random(in: 0..<(depth == 0 ? 5 : 7), using: &seed) {
    case 0: return .null
    case 1: return .boolean(.random(using: &seed))
    case 2:
        return .integer(
            Int64(truncatingIfNeeded: seed.next() >> Int.random(in: 0..<64, using: &seed))
        )
    case 3:
        let value = Double(bitPattern: seed.next())
        return .decimal(value.isFinite ? value : 0.5)
    case 4: return .text(anyText(&seed))
    case 5:
        let count = Int.random(in: 0..<5, using: &seed)
        return .list((0..<count).map { _ in anyDocument(&seed, depth: depth - 1) })
    default:
        let count = Int.random(in: 0..<24, using: &seed)
        return .object(
            (0..<count).map { position in
                .init("\(position)\(anyText(&seed))", anyDocument(&seed, depth: depth - 1))
            }
        )
    }
}

func anyText(_ seed: inout Seed) -> String {
    let alphabet = Array(
        "abc xyz\"\\/\n\t\r\u{8}\u{c}\u{0}\u{1f}é예약𝄞😀\u{7f}\u{2028}".unicodeScalars
    )
    var text = ""
    for _ in 0..<Int.random(in: 0..<24, using: &seed) {
        text.unicodeScalars.append(alphabet.randomElement(using: &seed) ?? "a")
    }
    return text
}
