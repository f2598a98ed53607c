/// A body with a name: where it begins, and how many lines it takes from there to its last brace.
struct Function: Equatable {
    var line: Int
    var length: Int
}

/// The functions, initialisers, subscripts and computed properties of blanked code, nested ones
/// too. A requirement of a protocol has no body and is none.
func functions(in code: String) -> [Function] {
    let counter = BraceCounter(code)
    return counter.declarations().compactMap { counter.function(from: $0) }
}

private struct BraceCounter {
    private let bytes: [UInt8]

    init(_ code: String) { bytes = Array(code.utf8) }

    /// The positions of the words that may begin a body.
    func declarations() -> [Int] {
        let keywords = Set(["func", "init", "deinit", "subscript", "var"].map { Array($0.utf8) })
        var found: [Int] = []
        var position = 0
        while position < bytes.count {
            let end = endOfWord(at: position)
            if end == position {
                position += 1
                continue
            }
            let isMember = position > 0 && bytes[position - 1] == UInt8(ascii: ".")
            if !isMember && keywords.contains(Array(bytes[position..<end])) {
                found.append(position)
            }
            position = end
        }
        return found
    }

    func function(from start: Int) -> Function? {
        guard let opening = openingBrace(after: start) else { return nil }
        var depth = 0
        for position in opening..<bytes.count {
            if bytes[position] == UInt8(ascii: "{") { depth += 1 }
            if bytes[position] == UInt8(ascii: "}") { depth -= 1 }
            if depth == 0 {
                let newlines = bytes[start...position].count { $0 == UInt8(ascii: "\n") }
                let before = bytes[..<start].count { $0 == UInt8(ascii: "\n") }
                return Function(line: before + 1, length: newlines + 1)
            }
        }
        return nil
    }

    /// The brace that opens the body of a declaration; nothing when the declaration ends without.
    private func openingBrace(after start: Int) -> Int? {
        let isProperty = bytes[start] == UInt8(ascii: "v")
        var depth = 0
        for position in start..<bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"):
                depth -= 1
                if depth < 0 { return nil }
            case UInt8(ascii: "{") where depth == 0: return position
            case UInt8(ascii: "}") where depth == 0: return nil
            case UInt8(ascii: "=") where depth == 0 && isProperty: return nil
            case UInt8(ascii: "\n") where depth == 0:
                if !continues(after: position) { return nil }
            default: break
            }
        }
        return nil
    }

    /// Whether a signature goes on in the line below.
    private func continues(after newline: Int) -> Bool {
        let blanks: Set = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n")]
        let last = bytes[..<newline].last { !blanks.contains($0) } ?? 0
        if ",:&=(".utf8.contains(last) { return true }
        guard let next = bytes[newline...].firstIndex(where: { !blanks.contains($0) }) else {
            return false
        }
        if bytes[next] == UInt8(ascii: "{") || bytes[next] == UInt8(ascii: "-") { return true }
        let word = String(decoding: bytes[next..<endOfWord(at: next)], as: UTF8.self)
        return ["where", "throws", "rethrows", "async"].contains(word)
    }

    private func endOfWord(at start: Int) -> Int {
        var end = start
        while end < bytes.count, isWordByte(bytes[end]) { end += 1 }
        return end
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 128...:
            true
        default: false
        }
    }
}
