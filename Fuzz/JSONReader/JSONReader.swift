import Foundation
import FuzzSupport
import JSON
import Wire

/// What is accepted is what Foundation accepts, apart from the differences that are known; it
/// means the same, and survives being written and read again. The message coder, which reads the
/// same text in its own way, accepts the same.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = input(data, count)
    let theirs = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
    do {
        let ours = try JSON.document(from: bytes, depth: 512)
        guard let theirs else { broken("only we accept \(shown(bytes))") }
        expect(agree(ours, theirs), "we read \(ours), Foundation \(theirs)")
        checkNumber(ours, bytes)
        checkRoundTrip(ours)
        checkCoder(bytes)
    } catch {
        expect((0...count).contains(error.offset), "the fault lies at \(error.offset)")
        if theirs != nil {
            expect(isStricter(error, bytes), "only Foundation accepts \(shown(bytes)): \(error)")
        }
        let coded = try? MessageCoder.decode(Anything.self, from: bytes)
        expect(coded == nil || error.problem == "a number is too large", "the coder accepts it")
    }
    return 0
}

/// A number by itself is the one nearest to what is written.
private func checkNumber(_ document: Document, _ bytes: [UInt8]) {
    let text = shown(bytes.filter { $0 > 0x20 })
    switch document {
    case .decimal(let value): expect(value == Double(text), "\(text) is read as \(value)")
    case .integer(let value): expect(value == Int64(text), "\(text) is read as \(value)")
    case .null, .boolean, .text, .list, .object: break
    }
}

private func checkRoundTrip(_ document: Document) {
    var writer = JSONWriter()
    writer.document(document)
    guard let again = try? JSON.document(from: writer.bytes, depth: 512) else {
        broken("what was written cannot be read: \(shown(writer.bytes))")
    }
    expect(again == document, "read again it is \(again), not \(document)")
}

private func checkCoder(_ bytes: [UInt8]) {
    do { _ = try MessageCoder.decode(Anything.self, from: bytes) } catch {
        broken("the coder refuses \(shown(bytes)): \(error)")
    }
}

/// Reads whatever there is, through the protocols of the standard library.
private enum Anything: Decodable {
    case list([Anything])
    case object([String: Anything])
    case leaf

    init(from decoder: any Decoder) throws {
        if let list = try? decoder.unkeyedContainer() {
            self = .list(try Self.elements(list))
        } else if let object = try? decoder.container(keyedBy: Name.self) {
            self = .object(try Self.members(object))
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

    private static func elements(_ list: any UnkeyedDecodingContainer) throws -> [Anything] {
        var list = list
        var elements: [Anything] = []
        while !list.isAtEnd { elements.append(try list.decode(Anything.self)) }
        return elements
    }

    private static func members(
        _ object: KeyedDecodingContainer<Name>
    ) throws -> [String: Anything] {
        var members: [String: Anything] = [:]
        for name in object.allKeys {
            members[name.stringValue] = try object.decode(Anything.self, forKey: name)
        }
        return members
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
