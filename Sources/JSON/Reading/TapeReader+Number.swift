extension TapeReader {
    /// Reads the number whose sign or first digit is at hand.
    mutating func readNumber() throws(JSONSyntaxError) {
        let start = position
        if current == Byte.minus { position += 1 }
        if current == Byte.zero {
            position += 1
            if isDigit(current) { throw fault("a number begins with a needless zero") }
        } else {
            try skipDigits()
        }
        var kind = Node.Kind.integer
        if current == Byte.point {
            kind = .decimal
            position += 1
            try skipDigits()
        }
        if current | 0x20 == UInt8(ascii: "e") {
            kind = .decimal
            position += 1
            if current == Byte.plus || current == Byte.minus { position += 1 }
            try skipDigits()
        }
        appendLeaf(kind, from: start, to: position)
    }

    @inline(__always) private func isDigit(_ byte: UInt8) -> Bool {
        byte &- Byte.zero < 10
    }

    @inline(__always) private mutating func skipDigits() throws(JSONSyntaxError) {
        guard isDigit(current) else { throw fault("a digit is expected") }
        while position < bytes.count, isDigit(bytes[position]) { position += 1 }
    }
}
