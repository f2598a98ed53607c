import Glibc
import Threads
import Wire

/// Builds views again from the first fact, beside those that readers see.
struct RebuildCommand {
    private let command: OperatorCommand

    init(_ arguments: [String]) throws {
        command = try OperatorCommand(arguments, switches: ["--all"], options: [])
        guard command.settings.words.isEmpty == command.isGiven("--all") else {
            throw UsageError("say which view, as BUSINESS/VIEW, or --all")
        }
    }

    func run() throws {
        let views = command.settings.words.map { Document.text($0) }
        var said: [String: Int64] = [:]
        var differing: Int64 = 0
        try command.ask(["command": "rebuild", "views": .list(views)]) { line in
            differing += line["differing"]?.asInteger ?? 0
            if command.isJSON { return }
            let view = line["view"]?.asText ?? ""
            if let facts = line["facts"]?.asInteger {
                let now = monotonicMilliseconds()
                guard now - (said[view] ?? 0) >= 1_000 else { return }
                said[view] = now
                say(
                    "\(view): \(facts) of \(line["of"]?.asInteger ?? 0) facts, "
                        + "\(line["perSecond"]?.asInteger ?? 0) a second",
                    to: STDOUT_FILENO
                )
            } else {
                tell(line, of: view)
            }
        }
        if differing > 0 {
            throw CommandError("\(differing) rows were not what their facts say; now they are")
        }
    }

    private func tell(_ line: Document, of view: String) {
        if let reason = line["failed"]?.asText {
            say("\(view): \(reason)", to: STDERR_FILENO)
            return
        }
        let rows = line["rows"]?.asInteger ?? 0
        let wrong = line["differing"]?.asInteger ?? 0
        let verdict =
            line["incomparable"]?.asText.map { "the old ones had stopped: \($0)" }
            ?? (wrong == 0 ? "equal to those before" : "\(wrong) of which had been wrong")
        say(
            "\(view): \(rows) rows as of fact \(line["position"]?.asInteger ?? 0), \(verdict)",
            to: STDOUT_FILENO
        )
        guard case .list(let differences) = line["differences"] ?? .null else { return }
        for difference in differences {
            say(
                "  row \(difference["row"]?.asInteger ?? 0) was "
                    + "\(difference["live"]?.asText ?? "not there"), is "
                    + "\(difference["rebuilt"]?.asText ?? "not there")",
                to: STDOUT_FILENO
            )
        }
    }
}
