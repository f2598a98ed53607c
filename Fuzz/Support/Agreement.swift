import Foundation
public import JSON
public import Wire

/// Whether what we have read means what Foundation has read.
public func agree(_ ours: Document, _ theirs: Any) -> Bool {
    switch ours {
    case .null: return theirs is NSNull
    case .boolean(let value): return (theirs as? NSNumber)?.boolValue == value
    case .integer(let value): return (theirs as? NSNumber)?.int64Value == value
    case .decimal(let value):
        // Foundation reads some numbers by way of its own decimals, which round several times.
        guard let theirs = (theirs as? NSNumber)?.doubleValue else { return false }
        return abs(theirs - value) <= abs(value) * 1e-13 + value.ulp
    case .text(let value): return (theirs as? String).map(unmarked) == unmarked(value)
    case .list(let elements):
        guard let list = theirs as? [Any], list.count == elements.count else { return false }
        return zip(elements, list).allSatisfy { agree($0, $1) }
    case .object(let members): return agree(members, theirs)
    }
}

/// Swift's dictionaries take names that only look alike for one, and so may have fewer members.
private func agree(_ members: [Document.Member], _ theirs: Any) -> Bool {
    guard let object = theirs as? [String: Any] else { return false }
    guard Set(members.map { unmarked($0.name) }).count == members.count else { return true }
    let unmarkedObject = Dictionary(object.map { (unmarked($0.key), $0.value) }) { first, _ in first
    }
    return unmarkedObject.count == members.count
        && members.allSatisfy { member in
            unmarkedObject[unmarked(member.name)].map { agree(member.value, $0) } ?? false
        }
}

/// Foundation loses some byte order marks inside texts.
private func unmarked(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\u{FEFF}" }))
}

/// The few things that Foundation lets pass and we do not: repeated names, numbers beyond all
/// doubles, what is nested too deeply, a byte order mark or another encoding of Unicode at the
/// start, and a comma after the last of a list or an object.
public func isStricter(_ error: JSONSyntaxError, _ bytes: [UInt8]) -> Bool {
    let known = [
        "a name appears twice in one object", "a number is too large",
        "lists and objects are nested too deeply",
    ]
    let before = bytes.prefix(error.offset).last { $0 > 0x20 }
    let rest = bytes.dropFirst(error.offset).first
    let isLast = rest == UInt8(ascii: "]") || rest == UInt8(ascii: "}")
    return known.contains(error.problem) || isMarked(bytes)
        || before == UInt8(ascii: ",") && isLast
}

/// Whether Foundation takes the bytes for something else than UTF-8 without a mark.
private func isMarked(_ bytes: [UInt8]) -> Bool {
    [[0xEF, 0xBB, 0xBF], [0xFE, 0xFF], [0xFF, 0xFE]].contains { bytes.starts(with: $0) }
        || bytes.prefix(4).contains(0)
}
