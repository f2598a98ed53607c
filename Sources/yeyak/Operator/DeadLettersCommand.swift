import Glibc
import JSON
import Wire

/// Shows what waits for a person, tries it again, or takes it away.
struct DeadLettersCommand {
    private static let verbs = ["list", "show", "retry", "drop"]

    private let command: OperatorCommand
    private let verb: String
    private let position: Int64?

    init(_ arguments: [String]) throws {
        command = try OperatorCommand(
            arguments,
            switches: ["--all", "--yes", "--dropped"],
            options: ["--follower"]
        )
        let words = command.settings.words
        guard let verb = words.first, Self.verbs.contains(verb) else {
            throw UsageError("say what to do: \(Self.verbs.joined(separator: ", "))")
        }
        self.verb = verb
        guard words.count <= 2 else { throw UsageError("one position is enough") }
        position = words.count > 1 ? Int64(words[1]).flatMap { $0 > 0 ? $0 : nil } : nil
        let isNamed = command.value("--follower") != nil || command.isGiven("--all")
        switch verb {
        case "list" where words.count > 1: throw UsageError("'list' takes no position")
        case "show", "drop":
            if position == nil { throw UsageError("'\(verb)' takes the position of a fact") }
        case "retry":
            if words.count > 1 ? position == nil : !isNamed {
                throw UsageError("'retry' takes the position of a fact, --follower or --all")
            }
        default: break
        }
    }

    func run() throws {
        switch verb {
        case "list" where command.isGiven("--dropped"): try list("dropped")
        case "list": try list("letters")
        case "show": try command.ask(request("letter")) { show($0) }
        case "retry": try retry()
        default: try drop()
        }
    }

    private func request(_ name: String) -> Document {
        var members: [Document.Member] = [.init("command", .text(name))]
        if let position { members.append(.init("position", .integer(position))) }
        if let follower = command.value("--follower") {
            members.append(.init("follower", .text(follower)))
        }
        return .object(members)
    }

    private func print(_ text: String) {
        if !command.isJSON { say(text, to: STDOUT_FILENO) }
    }

    private func list(_ name: String) throws {
        var count = 0
        try command.ask(request(name)) { line in
            count += 1
            print(summary(line))
        }
        if count == 0 { print("nothing waits for a person, or for another try") }
    }

    private func summary(_ line: Document) -> String {
        let tries = line["tries"]?.asInteger ?? 0
        let behind = line["behind"]?.asInteger ?? 0
        let next = line["next"]?.asText.map { "next at \($0)" } ?? "waits for a person"
        var text =
            "fact \(line["position"]?.asInteger ?? 0) for \(line["follower"]?.asText ?? "")\n"
            + "  subject \(line["subject"]?.asText ?? ""), \(behind) behind it\n"
            + "  tried \(tries) times since \(line["since"]?.asText ?? ""), "
        if let by = line["by"]?.asText {
            text += "dropped at \(line["dropped"]?.asText ?? "") by \(by)\n"
        } else {
            text += "\(next)\n"
        }
        return text + "  \(line["reason"]?.asText ?? "")"
    }

    private func show(_ line: Document) {
        print(summary(line))
        if let asks = line["asks"] { print("  asks \(json(asks))") }
        if let fact = line["fact"] { print("  fact \(json(fact))") }
        if case .list(let history) = line["history"] ?? .null {
            for fact in history {
                print(
                    "  before: fact \(fact["position"]?.asInteger ?? 0) "
                        + "\(fact["event"]?.asText ?? "") at \(fact["time"]?.asText ?? "")"
                )
            }
        }
    }

    private func json(_ document: Document) -> String {
        var writer = JSONWriter()
        writer.document(document)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func retry() throws {
        var problems = 0
        var count = 0
        try command.ask(request("retry")) { line in
            count += 1
            let acted = line["acted"]?.asInteger ?? 0
            let left = line["left"]?.asInteger ?? 0
            var text =
                "fact \(line["position"]?.asInteger ?? 0) for \(line["follower"]?.asText ?? ""): "
                + "acted on \(acted), \(left) left"
            if let problem = line["problem"]?.asText {
                problems += 1
                text += "\n  \(problem)"
            }
            print(text)
        }
        if count == 0 { print("nothing waits for another try") }
        if problems > 0 { throw CommandError("\(problems) of \(count) could not be done") }
    }

    private func drop() throws {
        guard command.isGiven("--yes") else {
            try command.ask(request("letter")) { show($0) }
            throw CommandError(
                "what is dropped is never done; to drop it, say so again with --yes"
            )
        }
        try command.ask(request("drop")) { print(summary($0)) }
    }
}
