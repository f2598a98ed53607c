import Foundation
import JSON
import Testing
import Wire

@Suite("Any bytes whatever") struct FuzzTests {
    private static let corpus = [
        #"{"customer":"ada","until":43200000,"seats":[1,2,3],"note":null,"vip":true,"price":12.5}"#,
        #"[{"a":{"b":{"c":[[],{},""]}}},-0.1e-5,9223372036854775807,"\u00e9\ud83d\ude00\n\"\\"]"#,
        #"  {"예약" : "한글 텍스트 𝄞", "x" : [ true , false , null , 0 , -1 ] }  "#,
        #""\ud834\udd1e plain text that is longer than eight bytes \t""#,
    ].map { Array($0.utf8) }
    private static let tokens: [[UInt8]] =
        [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "0", "-", "1e9", ".",
            "true", "null", " ",
        ].map { Array($0.utf8) } + [
            [0xC0], [0xED, 0xA0, 0x80], [0xF4, 0x90], [0xEF, 0xBB, 0xBF], [0],
        ]

    private static func mutated(_ seed: inout Seed) -> [UInt8] {
        var bytes = corpus.randomElement(using: &seed) ?? []
        for _ in 0..<Int.random(in: 1...4, using: &seed) {
            let place = Int.random(in: 0...bytes.count, using: &seed)
            switch Int.random(in: 0..<5, using: &seed) {
            case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &seed)
            case 1 where place < bytes.count: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: tokens.randomElement(using: &seed) ?? [], at: place)
            case 3 where place < bytes.count:
                bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &seed)
            default:
                if Int.random(in: 0..<4, using: &seed) == 0 { bytes = Array(bytes.prefix(place)) }
            }
        }
        return bytes
    }

    /// 25 seeds of 1,000 texts. What is accepted must be what Foundation reads as well, and must
    /// survive being written and read again.
    @Test(arguments: 0..<25 as Range<UInt64>)
    func `are refused, or read as Foundation reads them`(_ number: UInt64) throws {
        var seed = Seed(number)
        for _ in 0..<1000 {
            let bytes = Self.mutated(&seed)
            let text = String(decoding: bytes, as: UTF8.self)
            let theirs = try? JSONSerialization.jsonObject(
                with: Data(bytes),
                options: .fragmentsAllowed
            )
            do {
                let ours = try read(bytes)
                let value = try #require(theirs, "only we accept \(text)")
                #expect(Self.agree(ours, value), "\(text)")
                var writer = JSONWriter()
                writer.document(ours)
                #expect(try read(writer.bytes) == ours)
            } catch let error as JSONSyntaxError {
                #expect(error.offset >= 0 && error.offset <= bytes.count)
                if theirs != nil {
                    try #require(Self.isStricter(error, bytes), "\(error): \(text)")
                }
            }
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `never break the message coder`(_ number: UInt64) {
        var seed = Seed(number)
        for _ in 0..<1000 {
            let bytes = Self.mutated(&seed)
            _ = try? MessageCoder.decode([String: Zoo].self, from: bytes)
            _ = try? MessageCoder.decode(Anything.self, from: bytes)
            _ = try? MessageCoder.decodeCase(Anything.self, name: "list", from: bytes)
            let ours = (try? MessageCoder.decode(Anything.self, from: bytes)) != nil
            #expect(
                ours == ((try? read(bytes)) != nil),
                "\(String(decoding: bytes, as: UTF8.self))"
            )
        }
    }

    /// The few things that Foundation lets pass: repeated names, numbers beyond all doubles, a
    /// byte order mark at the start, and a comma after the last of a list or an object.
    private static func isStricter(_ error: JSONSyntaxError, _ bytes: [UInt8]) -> Bool {
        let known = ["a name appears twice in one object", "a number is too large"]
        let before = bytes.prefix(error.offset).last { $0 > 0x20 }
        let rest = bytes.dropFirst(error.offset).first
        let isLast = rest == UInt8(ascii: "]") || rest == UInt8(ascii: "}")
        return known.contains(error.problem) || bytes.starts(with: [0xEF, 0xBB, 0xBF])
            || before == UInt8(ascii: ",") && isLast
    }

    /// Foundation loses byte order marks inside texts.
    private static func unmarked(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\u{FEFF}" }))
    }

    private static func agree(_ ours: Document, _ theirs: Any) -> Bool {
        switch ours {
        case .null: return theirs is NSNull
        case .boolean(let value): return (theirs as? NSNumber)?.boolValue == value
        case .integer(let value): return (theirs as? NSNumber)?.int64Value == value
        case .decimal(let value):
            // Foundation reads some numbers by way of its own decimals, which may round twice.
            guard let theirs = (theirs as? NSNumber)?.doubleValue else { return false }
            return abs(theirs - value) <= value.ulp
        case .text(let value): return (theirs as? String).map(unmarked) == unmarked(value)
        case .list(let elements):
            guard let list = theirs as? [Any], list.count == elements.count else { return false }
            return zip(elements, list).allSatisfy { agree($0, $1) }
        case .object(let members):
            guard let object = theirs as? [String: Any], object.count == members.count else {
                return false
            }
            return members.allSatisfy { member in
                (object[member.name] ?? object[unmarked(member.name)])
                    .map { agree(member.value, $0) } ?? false
            }
        }
    }
}

/// Reads whatever there is, through the stdlib's protocols only.
enum Anything: Decodable {
    case list([Anything])
    case object([String: Anything])
    case leaf

    init(from decoder: any Decoder) throws {
        if let list = try? [Anything](from: decoder) {
            self = .list(list)
        } else if let object = try? [String: Anything](from: decoder) {
            self = .object(object)
        } else {
            let leaf = try decoder.singleValueContainer()
            guard
                leaf.decodeNil() || (try? leaf.decode(String.self)) != nil
                    || (try? leaf.decode(Double.self)) != nil
                    || (try? leaf.decode(Bool.self)) != nil
            else { throw DecodingError.dataCorruptedError(in: leaf, debugDescription: "odd") }
            self = .leaf
        }
    }
}
