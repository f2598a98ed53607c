/// True for what RFC 9110 calls a token: the form of methods and field names.
func isToken(_ bytes: some Collection<UInt8>) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy(isTokenByte)
}

/// Whether there are no control characters in it but tabs.
func isText(_ value: String) -> Bool {
    value.utf8.withContiguousStorageIfAvailable { $0.allSatisfy { $0 >= 0x20 || $0 == 0x09 } }
        ?? value.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x09 }
}

/// No control character but the tab.
func isTextByte(_ byte: UInt8) -> Bool { (byte >= 0x20 && byte != 0x7F) || byte == 0x09 }

private func isTokenByte(_ byte: UInt8) -> Bool {
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

extension UnsafeBufferPointer<UInt8> {
    init(_ text: UnsafePointer<CChar>, count: Int) {
        self = UnsafeRawBufferPointer(start: text, count: count).assumingMemoryBound(to: UInt8.self)
    }

    var address: UInt { UInt(bitPattern: baseAddress) }

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

    /// Without the spaces and tabs at its end, which are not part of a field's value.
    func trimmingEnd() -> UnsafeBufferPointer<UInt8> {
        guard let last = lastIndex(where: { $0 != 0x20 && $0 != 0x09 }) else {
            return UnsafeBufferPointer(rebasing: self[..<0])
        }
        return UnsafeBufferPointer(rebasing: self[...last])
    }
}
