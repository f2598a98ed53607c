import CloudEvents
import FuzzSupport
import HairShop
import JSON
import Kit
import Runtime
import Wire

// libFuzzer calls from one thread.
nonisolated(unsafe) private let kinds = Kinds()
private let writer = CloudEventWriter([hairShopOnTheWire])

/// A line with the kind and the stored name of an event, and its stored data behind it:
/// `Payment/paid`, `{"amount":{"amount":20000,"currency":"KRW"}}`.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = input(data, count)
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return 0 }
    let words = shown(Array(bytes[..<end])).split(separator: "/", maxSplits: 1)
    guard words.count == 2, let check = kinds.all[String(words[0])] else { return 0 }
    check(String(words[1]), Array(bytes[(end + 1)...]))
    return 0
}

/// Gathers what must hold for the stored events of each kind.
private final class Kinds: WireVisitor {
    var all: [String: (_ type: String, _ data: [UInt8]) -> Void] = [:]

    init() { hairShopOnTheWire.show(to: self) }

    func visit<A: Aggregate>(publication: Publication<A>) {
        all[A.name] = { type, data in
            let key = A.Identity(key: .number(7)).map(\.key) ?? .text("128/20211001")
            let fact = stored(type, data)
            let kind = "hairshop/service/\(A.name)"
            guard let event = Self.event(of: A.self, type, data) else {
                let told = try? writer.write(fact, kind: kind, key: key)
                expect(told == nil, "what cannot be read is told")
                return
            }
            var state = A()
            state.evolve(event)
            state.evolve(event)
            guard let told = try? writer.write(fact, kind: kind, key: key) else {
                broken("\(event) cannot be told")
            }
            let document = try? JSON.document(from: told)
            expect(document?["specversion"] == "1.0", "told as \(shown(told))")
        }
    }

    /// The event, once it has been written and read again, twice with the same bytes.
    private static func event<A: Aggregate>(
        of kind: A.Type,
        _ type: String,
        _ data: [UInt8]
    ) -> A.Event? {
        guard let event = try? MessageCoder.decodeCase(A.Event.self, name: type, from: data) else {
            return nil
        }
        do {
            var bytes: [UInt8] = []
            expect(try MessageCoder.encodeCase(event, into: &bytes) == type, "not \(type)")
            let again = try MessageCoder.decodeCase(A.Event.self, name: type, from: bytes)
            expect(again == event, "kept it is \(again), not \(event)")
            var twice: [UInt8] = []
            _ = try MessageCoder.encodeCase(again, into: &twice)
            expect(twice == bytes, "other bytes: \(shown(twice))")
        } catch {
            broken("\(event) cannot be kept: \(error)")
        }
        return event
    }

    func visit<Row: View>(view resource: Resource<Row>) {}
    func visit<A: Aggregate>(
        aggregate resource: Resource<Register<A>>,
        _ commands: Commands<A>,
        _ questions: [Question<A>]
    ) {}
    func visit<A: Aggregate>(opening kind: A.Type, _ command: A.Command) {}
}

private func stored(_ type: String, _ data: [UInt8]) -> StoredFact {
    StoredFact(
        position: 2,
        stream: StreamID(kind: 1, number: 7),
        version: 1,
        type: type,
        schemaVersion: 1,
        time: Instant(milliseconds: 1_600_000_000_000),
        correlation: FactID(1),
        cause: FactID(1),
        data: data
    )
}
