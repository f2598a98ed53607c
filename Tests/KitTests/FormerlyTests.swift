import JSON
import Kit
import Testing

/// A kettle, as three versions of a program knew it.
private enum KettleEventOfVersion1: Message {
    case filled
    case boiled(degrees: Int)
}
private enum KettleEventOfVersion2: Message {
    case filled(litres: Int)
    case boiled(degrees: Int)
}
private enum KettleEvent: Message {
    case filled(millilitres: Int)
    case heated(to: Int)
}

private let formerly = Formerly(KettleEventOfVersion1.self) { old -> KettleEventOfVersion2 in
    switch old {
    case .filled: .filled(litres: 1)
    case .boiled(let degrees): .boiled(degrees: degrees)
    }
}.then { old -> KettleEvent in
    switch old {
    case .filled(let litres): .filled(millilitres: litres * 1_000)
    case .boiled(let degrees): .heated(to: degrees)
    }
}

/// Reads what lies in front of it.
private struct Reader: FormerEventReader {
    let text: String

    func read<Old: Decodable>(_ type: Old.Type) throws -> Old {
        try MessageCoder.decode(type, from: Array(text.utf8))
    }
}

@Suite("Former events")
struct FormerlyTests {
    @Test(arguments: [
        (1, #"{"filled":{}}"#, KettleEvent.filled(millilitres: 1_000)),
        (1, #"{"boiled":{"degrees":90}}"#, .heated(to: 90)),
        (2, #"{"filled":{"litres":2}}"#, .filled(millilitres: 2_000)),
        (2, #"{"boiled":{"degrees":95}}"#, .heated(to: 95)),
    ])
    fileprivate func `go from their version through each that came after it`(
        version: Int,
        text: String,
        today: KettleEvent
    ) throws {
        #expect(try formerly.event(of: version, from: Reader(text: text)) == today)
    }

    @Test func `are read as what they were, not as what is called the same today`() {
        let today = Reader(text: #"{"filled":{"millilitres":1}}"#)
        #expect(throws: MessageCoderError.self) { try formerly.event(of: 2, from: today) }
    }

    @Test(arguments: [-1, 0, 3, 4, Int.max, Int.min])
    func `are of former versions only`(version: Int) throws {
        #expect(try formerly.event(of: version, from: Reader(text: #"{"filled":{}}"#)) == nil)
    }

    @Test func `count the versions before this one`() throws {
        #expect(formerly.count == 2)
        #expect(Formerly<KettleEvent>().count == 0)
        #expect(try Formerly<KettleEvent>().event(of: 1, from: Reader(text: "{}")) == nil)
    }

    @Test func `may be of the same type, when only their meaning has changed`() throws {
        let celsius = Formerly(KettleEvent.self) { old in
            guard case .heated(let degrees) = old else { return old }
            return .heated(to: (degrees - 32) * 5 / 9)
        }
        let reader = Reader(text: #"{"heated":{"to":212}}"#)
        #expect(try celsius.event(of: 1, from: reader) == .heated(to: 100))
    }
}
