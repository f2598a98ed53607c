import CloudEvents
import JSON
import Kit
import Runtime
import Wire

/// Letters as an operator reads them.
struct LetterWords {
    /// How many of a subject's earlier facts are told.
    private static let history = 20

    let reader: any FactReader
    let writer: CloudEventWriter
    private let kinds: [Int32: String]

    init(_ reader: any FactReader, _ writer: CloudEventWriter) throws {
        self.reader = reader
        self.writer = writer
        kinds = try reader.kindNames()
    }

    func told(_ line: ParkedLine) throws -> Document {
        .object(try members(of: line.head) + [.init("behind", .integer(Int64(line.behind)))])
    }

    func told(_ dropped: DroppedLetter) throws -> Document {
        .object(
            try members(of: dropped.letter) + [
                .init("dropped", .text(dropped.time.iso8601)), .init("by", .text(dropped.person)),
            ]
        )
    }

    /// One letter with its fact, and what has happened to the subject before.
    func told(whole letter: Letter) throws -> Document {
        var members = try members(of: letter)
        if let fact = try reader.facts(after: letter.id.position - 1, limit: 1).first {
            members.append(.init("fact", try event(fact)))
            let earlier = try reader.facts(of: fact.stream, upTo: fact.version - 1)
            members.append(
                .init(
                    "history",
                    .list(earlier.suffix(Self.history).map(Self.brief))
                )
            )
        }
        return .object(members)
    }

    private static func brief(_ fact: StoredFact) -> Document {
        [
            "position": .integer(fact.position), "version": .integer(fact.version),
            "time": .text(fact.time.iso8601), "event": .text(fact.type),
        ]
    }

    private func event(_ fact: StoredFact) throws -> Document {
        let kind = kinds[fact.stream.kind] ?? ""
        let line = try writer.write(fact, kind: kind, key: try reader.key(of: fact.stream))
        return try JSON.document(from: line, depth: 64)
    }

    private func members(of letter: Letter) throws -> [Document.Member] {
        var members: [Document.Member] = [
            .init("follower", .text(letter.id.follower)),
            .init("subject", .text(try subject(of: letter))),
            .init("position", .integer(letter.id.position)),
            .init("tries", .integer(Int64(letter.attempts))),
            .init("since", .text(letter.since.iso8601)),
            .init("next", letter.retryAt.map { .text($0.iso8601) } ?? .null),
            .init("reason", .text(letter.reason)),
        ]
        if let timer = letter.timer {
            let data = try? JSON.document(from: timer.data, depth: 64)
            members.append(.init("asks", .object([.init(timer.type, data ?? .null)])))
        }
        return members
    }

    /// Kind and name of the subject; of a timer, of the one that was asked.
    private func subject(of letter: Letter) throws -> String {
        let kind = kinds[letter.stream.kind] ?? "\(letter.stream.kind)"
        let key = try letter.timer?.key ?? reader.key(of: letter.stream)
        return switch key {
        case nil: "\(kind)/\(letter.stream.number)"
        case .number(let number): "\(kind)/\(number)"
        case .text(let text): "\(kind)/\(text)"
        }
    }
}
