import CloudEvents
import Kit
import Runtime
import Wire

/// What an operator cannot have, for a reason of its own.
struct OperatorRefusal: Error, CustomStringConvertible {
    let description: String
}

/// Answers an operator's requests, line by line; the last line says how it has ended.
struct OperatorDesk {
    /// Says a line; false when nobody hears it any more.
    typealias Say = (Document) -> Bool

    static let greatestList = 1_000

    let letters: any LetterAccess
    /// Nil where no views are open.
    let rebuilds: Rebuilds?
    let words: () throws -> LetterWords
    /// For who runs the process: what was done, and by whom.
    let log: (String) -> Void

    func answer(_ request: Document, by person: String, _ say: Say) {
        do {
            try carryOut(request, by: person, say)
            _ = say(["done": true])
        } catch {
            _ = say(["error": .text("\(error)")])
        }
    }

    private func carryOut(_ request: Document, by person: String, _ say: Say) throws {
        switch request["command"]?.asText {
        case "letters": try list(request, say)
        case "dropped":
            let words = try words()
            for letter in try letters.dropped(limit: Self.greatestList) {
                guard say(try words.told(letter)) else { return }
            }
        case "letter": try show(request, say)
        case "retry": try retry(request, say)
        case "drop": try drop(request, by: person, say)
        case "rebuild":
            guard let rebuilds else { throw OperatorRefusal(description: "no view is open") }
            try rebuilds.carryOut(request, by: person, say, log: log)
        case let command:
            throw OperatorRefusal(description: "there is no command '\(command ?? "")'")
        }
    }

    private func list(_ request: Document, _ say: Say) throws {
        let words = try words()
        for line in try chosen(request) {
            guard say(try words.told(line)) else { return }
        }
    }

    /// Those of the follower that is named, or all. A timer's name may lack its number.
    private func chosen(_ request: Document) throws -> [ParkedLine] {
        let parked = try letters.parked()
        guard let follower = request["follower"]?.asText else { return parked }
        return parked.filter {
            let name = $0.head.id.follower
            return name == follower || ($0.head.timer != nil && name.hasPrefix("\(follower)/"))
        }
    }

    private func show(_ request: Document, _ say: Say) throws {
        let words = try words()
        for letter in try about(request) {
            guard say(try words.told(whole: letter)) else { return }
        }
    }

    /// The letters about the fact that is named.
    private func about(_ request: Document) throws -> [Letter] {
        guard let position = request["position"]?.asInteger, position > 0 else {
            throw OperatorRefusal(description: "say about which fact, by its position")
        }
        let follower = request["follower"]?.asText
        let found = try letters.letters(at: position).filter {
            follower == nil || $0.id.follower == follower
        }
        guard !found.isEmpty else {
            let whom = follower ?? "anyone"
            throw OperatorRefusal(description: "fact \(position) does not wait for \(whom)")
        }
        return found
    }

    private func theOne(_ request: Document) throws -> LetterID {
        let found = try about(request)
        guard found.count == 1, let letter = found.first else {
            let names = found.map(\.id.follower).joined(separator: ", ")
            throw OperatorRefusal(description: "say for whom with --follower: \(names)")
        }
        return letter.id
    }

    private func retry(_ request: Document, _ say: Say) throws {
        let isForOne = request["position"] != nil
        let ids = isForOne ? [try theOne(request)] : try chosen(request).map(\.head.id)
        for id in ids {
            var problem: String?
            var told: [Document.Member] = [
                .init("follower", .text(id.follower)), .init("position", .integer(id.position)),
            ]
            do {
                let line = try letters.retry(id)
                told.append(.init("acted", .integer(Int64(line.done))))
                told.append(.init("left", .integer(Int64(line.left))))
                problem = line.problem
            } catch let failure as LetterProblem where !isForOne {
                problem = "\(failure)"
            }
            told.append(.init("problem", problem.map { .text($0) } ?? .null))
            guard say(.object(told)) else { return }
        }
    }

    private func drop(_ request: Document, by person: String, _ say: Say) throws {
        let id = try theOne(request)
        let dropped = try letters.drop(id, by: person)
        log(
            "\(person) has dropped fact \(id.position) for \(id.follower), "
                + "which had failed: \(dropped.letter.reason)"
        )
        _ = say(try words().told(dropped))
    }
}
