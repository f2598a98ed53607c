import CloudEvents
import Foundation
import Glibc
import Kit
import Runtime
import SQLiteStore

/// Prints the facts of a ledger as CloudEvents, one a line.
struct EventsCommand {
    private static let stretch = 1_000

    private var folder = "yeyak-data"
    private var follows = false
    private var business: String?
    private var correlation: Int64?

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        func value(of flag: String, _ rest: inout ArraySlice<String>) throws -> String {
            guard let value = rest.popFirst(), !value.isEmpty else {
                throw UsageError("'\(flag)' needs a value")
            }
            return value
        }
        while let word = rest.popFirst() {
            switch word {
            case "--follow": follows = true
            case "--data": folder = try value(of: word, &rest)
            case "--business":
                let name = try value(of: word, &rest)
                business = try Businesses.named([name]).first?.name
            case "--correlation":
                guard let number = Int64(try value(of: word, &rest)), number > 0 else {
                    throw UsageError("'--correlation' takes the id of a fact")
                }
                correlation = number
            default: throw UsageError("there is no option '\(word)'")
            }
        }
    }

    func run() throws {
        signal(SIGPIPE, SIG_IGN)
        let path = "\(folder)/ledger.sqlite"
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandError("there is no ledger in '\(folder)'")
        }
        do {
            try print(from: try SQLiteFactReader(path: path))
        } catch let error as StoreError {
            throw CommandError("the ledger in '\(folder)' cannot be read: \(error)")
        } catch Failure.unreadable(let reason) {
            throw CommandError("the ledger in '\(folder)' cannot be told on: \(reason)")
        }
    }

    private func print(from reader: SQLiteFactReader) throws {
        let writer = CloudEventWriter(Businesses.all.map(\.map))
        var kinds = try reader.kindNames()
        var position: Int64 = 0
        while true {
            let facts = try reader.facts(after: position, limit: Self.stretch)
            if facts.contains(where: { kinds[$0.stream.kind] == nil }) {
                kinds = try reader.kindNames()
            }
            for fact in facts where isWanted(fact, kinds) {
                let kind = kinds[fact.stream.kind] ?? ""
                var line = try writer.write(fact, kind: kind, key: try reader.key(of: fact.stream))
                line.append(UInt8(ascii: "\n"))
                guard sayBytes(line, to: STDOUT_FILENO) else { return }
            }
            position = facts.last?.position ?? position
            guard facts.isEmpty else { continue }
            guard follows else { return }
            // A tenth of a second, or until a signal comes.
            poll(nil, 0, 100)
        }
    }

    private func isWanted(_ fact: StoredFact, _ kinds: [Int32: String]) -> Bool {
        if let correlation, fact.correlation.position != correlation { return false }
        guard let business else { return true }
        return kinds[fact.stream.kind]?.hasPrefix("\(business)/") ?? false
    }
}
