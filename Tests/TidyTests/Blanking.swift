/// Swift text without what its strings, comments and raw identifiers say, so that a rule about code
/// reads code alone. Interpolations stay, for they are code. Every newline keeps its place.
func blanked(_ text: String) -> String {
    var blanker = Blanker(text)
    blanker.readCode(untilParenthesisCloses: false)
    return String(decoding: blanker.output, as: UTF8.self)
}

private struct Blanker {
    private let bytes: [UInt8]
    private var position = 0
    private(set) var output: [UInt8] = []

    init(_ text: String) {
        bytes = Array(text.utf8)
        output.reserveCapacity(bytes.count)
    }

    private func at(_ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }
    private func starts(_ text: StaticString) -> Bool {
        matches(Array("\(text)".utf8), at: position)
    }
    private func matches(_ wanted: [UInt8], at index: Int) -> Bool {
        index + wanted.count <= bytes.count
            && bytes[index..<index + wanted.count].elementsEqual(wanted)
    }

    private mutating func keep() {
        if position < bytes.count { output.append(bytes[position]) }
        position += 1
    }

    private mutating func blank(_ count: Int = 1, as mark: UInt8 = UInt8(ascii: " ")) {
        for _ in 0..<count where position < bytes.count {
            let isNewline = bytes[position] == UInt8(ascii: "\n")
            output.append(isNewline ? bytes[position] : mark)
            position += 1
        }
    }

    mutating func readCode(untilParenthesisCloses isInterpolation: Bool) {
        var depth = 0
        while position < bytes.count {
            switch at(position) {
            case UInt8(ascii: "/") where at(position + 1) == UInt8(ascii: "/"): skipLine()
            case UInt8(ascii: "/") where at(position + 1) == UInt8(ascii: "*"): skipBlock()
            case UInt8(ascii: "\""): skipString(hashes: 0)
            case UInt8(ascii: "#"): skipRaw()
            case UInt8(ascii: "`"): skipIdentifier()
            case UInt8(ascii: "("):
                depth += 1
                keep()
            case UInt8(ascii: ")"):
                depth -= 1
                keep()
                if isInterpolation && depth == 0 { return }
            default: keep()
            }
        }
    }

    private mutating func skipLine() {
        while position < bytes.count, at(position) != UInt8(ascii: "\n") { blank() }
    }

    private mutating func skipBlock() {
        var depth = 0
        while position < bytes.count {
            if starts("/*") {
                depth += 1
                blank(2)
            } else if starts("*/") {
                depth -= 1
                blank(2)
                if depth == 0 { return }
            } else {
                blank()
            }
        }
    }

    private mutating func skipIdentifier() {
        repeat {
            blank(as: UInt8(ascii: "_"))
        } while position < bytes.count
            && at(position) != UInt8(ascii: "`") && at(position) != UInt8(ascii: "\n")
        if at(position) == UInt8(ascii: "`") { blank(as: UInt8(ascii: "_")) }
    }

    /// `#"…"#` and `#/…/#`; any other `#` is code.
    private mutating func skipRaw() {
        var hashes = 0
        while at(position + hashes) == UInt8(ascii: "#") { hashes += 1 }
        switch at(position + hashes) {
        case UInt8(ascii: "\""):
            blank(hashes)
            skipString(hashes: hashes)
        case UInt8(ascii: "/"):
            blank(hashes + 1)
            let end = [UInt8(ascii: "/")] + Array(repeating: UInt8(ascii: "#"), count: hashes)
            while position < bytes.count, !matches(end, at: position) { blank() }
            blank(end.count)
        default:
            for _ in 0..<hashes { keep() }
        }
    }

    private mutating func skipString(hashes: Int) {
        let marks = Array(repeating: UInt8(ascii: "#"), count: hashes)
        let quotes = Array(repeating: UInt8(ascii: "\""), count: starts("\"\"\"") ? 3 : 1)
        let end = quotes + marks
        let escape = [UInt8(ascii: "\\")] + marks
        for _ in quotes { keep() }
        while position < bytes.count {
            if matches(end, at: position) {
                for _ in quotes { keep() }
                return blank(hashes)
            }
            if matches(escape, at: position) {
                blank(escape.count)
                if at(position) == UInt8(ascii: "(") {
                    readCode(untilParenthesisCloses: true)
                } else {
                    blank()
                }
            } else if quotes.count == 1, at(position) == UInt8(ascii: "\n") {
                return
            } else {
                blank()
            }
        }
    }
}
