/// The lines around the chunks of a body, held to their form.
///
/// The parser says where the data is, and takes for the end of a line whatever comes where one is
/// expected. So all that is not data is looked at here again, line by line.
struct ChunkLines {
    private enum Expected { case size, endOfData, trailer, nothing }

    /// Longer lines are refused: what is said beside a size is heeded by nobody.
    private static let longestLine = 4_096

    private var expected = Expected.size
    private var line: [UInt8] = []
    private var trailerBytes = 0

    /// Takes what comes next, without data.
    mutating func take(_ bytes: Bytes, limits: MessageLimits) throws(Refusal) {
        for byte in bytes {
            line.append(byte)
            if byte == UInt8(ascii: "\n") {
                guard line.dropLast().last == UInt8(ascii: "\r") else { throw .malformedBody }
                try end(line.dropLast(2), limits)
                line.removeAll(keepingCapacity: true)
            } else if line.count > Self.longestLine {
                throw .malformedBody
            }
        }
    }

    /// A line has ended: what it says, and what is expected next.
    private mutating func end(
        _ line: ArraySlice<UInt8>,
        _ limits: MessageLimits
    ) throws(Refusal) {
        switch expected {
        case .size:
            let digits = line.prefix { $0.isHexadecimal }
            let rest = line.dropFirst(digits.count)
            guard !digits.isEmpty, rest.isEmpty || rest.first == UInt8(ascii: ";"),
                rest.allSatisfy(isTextByte)
            else { throw .malformedBody }
            expected = digits.allSatisfy { $0 == UInt8(ascii: "0") } ? .trailer : .endOfData
        case .endOfData:
            guard line.isEmpty else { throw .malformedBody }
            expected = .size
        case .trailer:
            guard !line.isEmpty else {
                expected = .nothing
                return
            }
            trailerBytes += line.count + 2
            guard trailerBytes <= limits.headerBytes else {
                throw .headTooLarge("The end of the body has more fields than a header may have.")
            }
            try checkTrailer(line)
        case .nothing: throw .malformedBody
        }
    }

    /// Whether it is a field, and none that would change the framing.
    private func checkTrailer(_ line: ArraySlice<UInt8>) throws(Refusal) {
        let name = line.prefix { $0 != UInt8(ascii: ":") }
        let isFraming = ["content-length", "transfer-encoding", "host"].contains {
            String(decoding: name, as: UTF8.self).lowercased() == $0
        }
        guard name.count < line.count, isToken(name), !isFraming,
            line.dropFirst(name.count + 1).allSatisfy(isTextByte)
        else { throw .malformedBody }
    }
}

extension UInt8 {
    var isHexadecimal: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
