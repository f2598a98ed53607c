/// Goes once through a text, checks all of it, and notes on a tape where each value is.
struct TapeReader: ~Copyable {
    let bytes: UnsafeRawBufferPointer
    let depth: Int
    var position = 0
    var nodes: NodeList

    init(_ bytes: UnsafeRawBufferPointer, depth: Int) {
        self.bytes = bytes
        self.depth = depth
        nodes = NodeList(capacity: min(bytes.count / 8 + 8, 4096))
    }

    /// Reads exactly one value, with nothing but white space around it.
    mutating func readWhole() throws(JSONSyntaxError) {
        guard bytes.count < Int(UInt32.max) else { throw fault("the text is too long") }
        skipSpace()
        guard position < bytes.count else { throw fault("the text is empty") }
        try readValue(depth)
        skipSpace()
        guard position == bytes.count else { throw fault("something follows the value") }
    }

    /// Reads one value as the only member of an object that is not in the text.
    mutating func readWhole(underName length: Int) throws(JSONSyntaxError) {
        nodes.append(Node(kind: .object, start: 0, length: 1, next: 0, hint: 1))
        nodes.append(
            Node(kind: .given, start: 0, length: UInt32(truncatingIfNeeded: length), next: 2)
        )
        try readWhole()
        nodes[0].next = UInt32(truncatingIfNeeded: nodes.count)
    }

    /// Hands the tape over.
    consuming func takeNodes() -> NodeList { nodes }

    /// The byte at hand; zero, which begins no token, at the end.
    @inline(__always) var current: UInt8 {
        position < bytes.count ? bytes[position] : 0
    }

    func fault(_ problem: String) -> JSONSyntaxError {
        JSONSyntaxError(offset: position, problem: problem)
    }

    @inline(__always) mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// Reads the value that begins at hand; `depth` is how many levels may still be opened.
    private mutating func readValue(_ depth: Int) throws(JSONSyntaxError) {
        switch current {
        case Byte.quote: try readText()
        case Byte.openBrace: try readObject(depth)
        case Byte.openBracket: try readList(depth)
        case Byte.minus, Byte.zero...Byte.nine: try readNumber()
        case UInt8(ascii: "t"): try readWord("true", as: .yes)
        case UInt8(ascii: "f"): try readWord("false", as: .no)
        case UInt8(ascii: "n"): try readWord("null", as: .null)
        default: throw fault(position < bytes.count ? "a value is expected" : "the text breaks off")
        }
    }

    private mutating func readWord(
        _ word: StaticString,
        as kind: Node.Kind
    ) throws(JSONSyntaxError) {
        let start = position
        let end = start + word.utf8CodeUnitCount
        let letters = UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard end <= bytes.count,
            UnsafeRawBufferPointer(rebasing: bytes[start..<end]).matches(letters)
        else { throw fault("a value is expected") }
        position = end
        appendLeaf(kind, from: start, to: end)
    }

    @inline(__always) mutating func appendLeaf(
        _ kind: Node.Kind,
        isEscaped: Bool = false,
        from start: Int,
        to end: Int
    ) {
        nodes.append(
            Node(
                kind: kind,
                isEscaped: isEscaped,
                start: UInt32(truncatingIfNeeded: start),
                length: UInt32(truncatingIfNeeded: end - start),
                next: UInt32(truncatingIfNeeded: nodes.count + 1)
            )
        )
    }

    /// Notes that a list or an object begins at hand, and says where on the tape.
    private mutating func open(
        _ kind: Node.Kind,
        _ depth: Int
    ) throws(JSONSyntaxError) -> Int {
        guard depth > 0 else { throw fault("lists and objects are nested too deeply") }
        let index = nodes.count
        appendLeaf(kind, from: position, to: position)
        position += 1
        skipSpace()
        return index
    }

    private mutating func close(_ index: Int, holding count: Int) {
        position += 1
        nodes[index].length = UInt32(truncatingIfNeeded: count)
        nodes[index].next = UInt32(truncatingIfNeeded: nodes.count)
        nodes[index].hint = UInt32(truncatingIfNeeded: index + 1)
    }

    private mutating func readList(_ depth: Int) throws(JSONSyntaxError) {
        let index = try open(.list, depth)
        var count = 0
        if current != Byte.closeBracket {
            while true {
                try readValue(depth - 1)
                count += 1
                skipSpace()
                guard current == Byte.comma else { break }
                position += 1
                skipSpace()
            }
        }
        guard current == Byte.closeBracket else { throw fault("a comma or ] is expected") }
        close(index, holding: count)
    }

    private mutating func readObject(_ depth: Int) throws(JSONSyntaxError) {
        let index = try open(.object, depth)
        var count = 0
        if current != Byte.closeBrace {
            while true {
                guard current == Byte.quote else { throw fault("a name in quotes is expected") }
                try readText()
                skipSpace()
                guard current == Byte.colon else { throw fault("a colon is expected") }
                position += 1
                skipSpace()
                try readValue(depth - 1)
                count += 1
                skipSpace()
                guard current == Byte.comma else { break }
                position += 1
                skipSpace()
            }
        }
        guard current == Byte.closeBrace else { throw fault("a comma or } is expected") }
        close(index, holding: count)
        try checkNames(of: index)
    }
}
