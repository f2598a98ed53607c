import Foundation
import Glibc
import JSON
import OperatorSocket
import Wire

/// A command that is carried out by the process that uses the folder, or here when there is none.
struct OperatorCommand {
    /// The words and settings that are left when the command's own options are taken away.
    let settings: Settings
    let isJSON: Bool
    private let switches: Set<String>
    private let values: [String: String]

    /// - Parameters:
    ///   - switches: Options of the command's own without a value.
    ///   - options: Those with one.
    init(_ arguments: [String], switches: Set<String>, options: Set<String>) throws {
        var rest: [String] = []
        var found: Set<String> = []
        var values: [String: String] = [:]
        var words = arguments[...]
        while let word = words.popFirst() {
            if switches.contains(word) || word == "--json" {
                found.insert(word)
            } else if options.contains(word) {
                guard let value = words.popFirst(), !value.isEmpty, !value.hasPrefix("--") else {
                    throw UsageError("'\(word)' needs a value")
                }
                values[word] = value
            } else {
                rest.append(word)
            }
        }
        settings = try Settings(rest, environment: ProcessInfo.processInfo.environment)
        isJSON = found.contains("--json")
        self.switches = found
        self.values = values
    }

    func isGiven(_ name: String) -> Bool { switches.contains(name) }
    func value(_ name: String) -> String? { values[name] }

    /// Asks, and hands over every line but the last. With `--json` lines are printed as they are.
    ///
    /// - Throws: ``CommandError`` when it could not be done.
    func ask(_ request: Document, hear: @escaping (Document) -> Void) throws {
        signal(SIGPIPE, SIG_IGN)
        let folder = URL(filePath: settings.text("data")).path
        var failure: String?
        var isDone = false
        let isJSON = isJSON
        func take(_ line: Document) -> Bool {
            failure = line["error"]?.asText ?? failure
            if line["done"] == true { isDone = true }
            guard failure == nil, !isDone else { return true }
            hear(line)
            guard isJSON else { return true }
            var writer = JSONWriter()
            writer.document(line)
            return sayBytes(writer.bytes + [UInt8(ascii: "\n")], to: STDOUT_FILENO)
        }
        try reach(folder, request, take)
        if let failure { throw CommandError(failure) }
        guard isDone else { throw CommandError("the process has ended before it was done") }
    }

    private func reach(
        _ folder: String,
        _ request: Document,
        _ take: @escaping (Document) -> Bool
    ) throws {
        struct Unheard: Error {}
        do {
            try OperatorCall.ask(in: folder, request) { line in
                guard take(line) else { throw Unheard() }
            }
        } catch is Unheard {
            throw CommandError("nobody reads what is said")
        } catch let error as OperatorSocketError {
            switch error {
            case .nobodyListens:
                try RestingFolder(folder: folder, settings: settings).answer(request, take)
            case .pathTooLong:
                do {
                    try RestingFolder(folder: folder, settings: settings).answer(request, take)
                } catch let second as CommandError {
                    throw CommandError("\(second.message); besides, \(error)")
                }
            case .failed, .unreadable: throw CommandError("\(error)")
            }
        }
    }
}
