import Calendar
import FuzzSupport
import HairShop
import JSON
import Kit
import Wire

// libFuzzer calls from one thread.
nonisolated(unsafe) private let forms = Forms()

/// Every form of the hair shop reads the body, as if it had been sent to each of its paths.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let document = try? JSON.document(from: input(data, count)),
        case .object = document
    else { return 0 }
    for form in forms.all { form(document) }
    return 0
}

/// Gathers what can be asked of the hair shop, as checks of a body.
private final class Forms: WireVisitor {
    var all: [(Document) -> Void] = []
    private let zones = SystemTimeZones()

    init() { hairShopOnTheWire.show(to: self) }

    private var place: Place {
        Place(lookup: Nothing(), zones: zones, now: Instant(milliseconds: 1_600_000_000_000))
    }

    func visit<A: Aggregate>(
        aggregate resource: Resource<Register<A>>,
        _ commands: Commands<A>,
        _ questions: [Question<A>]
    ) {
        if let creation = commands.creation {
            check { [self] body in
                [try creation.read(body)(place).command] as [A.Command]
            } then: {
                Self.decide($0, from: A())
            }
        }
        if let change = commands.change {
            check { [self] body in
                try change.commands(body, A(), place)
            } then: {
                Self.decide($0, from: A())
            }
        }
        for question in questions {
            guard let identity = A.Identity(key: .number(1)) else { continue }
            check { [self] body in
                [try question.answer(A(), identity, body, place)]
            } then: { answers in
                for answer in answers { Self.checkIsWritten(answer) }
            }
        }
    }

    /// Reads a body twice: as it is, and as a simple client would send it. Both must mean the
    /// same. What is refused must be refused with a word for the caller.
    private func check<Asked: Equatable>(
        _ read: @escaping (Body) throws -> [Asked],
        then go: @escaping ([Asked]) -> Void
    ) {
        all.append { document in
            let asked = Self.outcome(read, document)
            expect(asked == Self.outcome(read, document), "another outcome: \(document)")
            let simple = inText(document)
            expect(asked == Self.outcome(read, simple), "\(simple) is not \(document)")
            if let asked { go(asked) }
        }
    }

    private static func outcome<Asked>(
        _ read: (Body) throws -> [Asked],
        _ document: Document
    ) -> [Asked]? {
        do { return try read(Body(document)) } catch {
            let isKnown = error is Unacceptable || error is IllegalTransition
            expect(isKnown, "\(document) fails with \(error)")
            return nil
        }
    }

    /// What is asked for can be kept, and decided; what follows can be kept, and evolves.
    private static func decide<A: Aggregate>(_ commands: [A.Command], from state: A) {
        var state = state
        for command in commands {
            checkIsKept(command)
            let now = Instant(milliseconds: 1_600_000_000_000)
            guard let events = try? state.decide(command, at: now) else { continue }
            for event in events {
                checkIsKept(event)
                state.evolve(event)
            }
        }
        checkIsKept(state)
    }

    private static func checkIsKept<Value: Codable & Equatable>(_ value: Value) {
        var bytes: [UInt8] = []
        do {
            try MessageCoder.encode(value, into: &bytes)
            let again = try MessageCoder.decode(Value.self, from: bytes)
            expect(again == value, "kept it is \(again), not \(value)")
        } catch {
            broken("\(value) cannot be kept: \(error)")
        }
    }

    private static func checkIsWritten(_ document: Document) {
        var writer = JSONWriter()
        writer.document(document)
        let again = try? JSON.document(from: writer.bytes)
        expect(again == document, "written it is \(shown(writer.bytes))")
    }

    func visit<Row: View>(view resource: Resource<Row>) {}
    func visit<A: Aggregate>(publication: Publication<A>) {}
    func visit<A: Aggregate>(opening kind: A.Type, _ command: A.Command) {}
}

/// The same with every whole number as text, as HTTPie sends it.
private func inText(_ document: Document) -> Document {
    switch document {
    case .integer(let number): .text("\(number)")
    case .list(let elements): .list(elements.map(inText))
    case .object(let members): .object(members.map { .init($0.name, inText($0.value)) })
    case .null, .boolean, .decimal, .text: document
    }
}

private struct Nothing: Lookup {
    func current<A: Aggregate>(_ kind: A.Type, _ identity: A.Identity) -> A? { nil }
}
