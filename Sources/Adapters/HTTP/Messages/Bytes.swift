import Glibc

/// A run of bytes that came from the network. It is looked into with the functions below, which
/// answer for every place, not by subscript, which in a release build checks nothing.
package typealias Bytes = UnsafeBufferPointer<UInt8>

extension UnsafeBufferPointer<UInt8> {
    /// The part of it that is there.
    package func part(_ range: Range<Int>) -> Bytes {
        Bytes(rebasing: self[range.clamped(to: 0..<count)])
    }

    func has(_ byte: UInt8, at index: Int) -> Bool {
        index >= 0 && index < count && self[index] == byte
    }

    func has(_ text: StaticString, at index: Int) -> Bool {
        let size = text.utf8CodeUnitCount
        guard index >= 0, size <= count - index else { return false }
        return text.withUTF8Buffer { self[index..<index + size].elementsEqual($0) }
    }

    func begin(with others: [UInt8]) -> Bool {
        others.withUnsafeBufferPointer { others in
            guard others.count <= count, let ours = baseAddress, let theirs = others.baseAddress
            else { return others.isEmpty }
            return memcmp(ours, theirs, others.count) == 0
        }
    }

    /// Whether a line ends there, by a carriage return and a line feed.
    func hasLineEnd(at index: Int) -> Bool {
        has(UInt8(ascii: "\r"), at: index) && has(UInt8(ascii: "\n"), at: index + 1)
    }

    /// Without the spaces and tabs around it.
    var withoutBlanks: Bytes {
        let isWord = { (byte: UInt8) in byte != 0x20 && byte != 0x09 }
        guard let first = firstIndex(where: isWord), let last = lastIndex(where: isWord)
        else { return part(0..<0) }
        return part(first..<last + 1)
    }

    /// Whether this is `name`, which must be in lower case, in any case.
    func isNamed(_ name: StaticString) -> Bool {
        guard count == name.utf8CodeUnitCount else { return false }
        return name.withUTF8Buffer { wanted in
            zip(self, wanted).allSatisfy { byte, wanted in
                byte == wanted
                    || (byte | 0x20 == wanted && byte >= UInt8(ascii: "A")
                        && byte <= UInt8(ascii: "Z"))
            }
        }
    }
}

/// True for what RFC 9110 calls a token: the form of methods and field names.
func isToken(_ bytes: some Collection<UInt8>) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy(isTokenByte)
}

/// No control character but the tab.
func isTextByte(_ byte: UInt8) -> Bool { (byte >= 0x20 && byte != 0x7F) || byte == 0x09 }

func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
        UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
        UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "|"),
        UInt8(ascii: "~"):
        true
    default: false
    }
}
