import Foundation
import Glibc
import SQLiteStore
import Threads

/// The ledger in a data folder, for commands that look at it beside a running server.
struct LedgerPlace {
    let folder: String
    var path: String { "\(folder)/ledger.sqlite" }

    init(folder: String) throws {
        self.folder = folder
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandError("there is no ledger in '\(folder)'")
        }
    }

    /// Splits a command's words into the data folder and the names that stand alone.
    static func parse(_ arguments: [String]) throws -> (folder: String, names: [String]) {
        var (folder, names) = ("yeyak-data", [String]())
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "--data":
                guard let value = rest.popFirst(), !value.isEmpty else {
                    throw UsageError("'--data' needs a value")
                }
                folder = value
            case _ where word.hasPrefix("--data="): folder = String(word.dropFirst(7))
            case _ where word.hasPrefix("-"): throw UsageError("there is no option '\(word)'")
            default: names.append(word)
            }
        }
        return (folder, names)
    }
}

/// Tells how far a long command has come, to whoever sits at a terminal.
final class ProgressLine {
    private let isShown = isatty(STDERR_FILENO) == 1
    private var last: Int64 = 0

    func show(_ progress: LedgerCheck.Progress) {
        guard isShown, monotonicMilliseconds() - last > 100 || progress.done == 0 else { return }
        last = monotonicMilliseconds()
        let share = progress.of > 1 ? " \(progress.done.grouped) of \(progress.of.grouped)" : ""
        write("\(progress.part)\(share)")
    }

    func clear() { if isShown { write("") } }

    /// Over what stood there before.
    private func write(_ text: String) {
        _ = sayBytes(Array("\r\u{1B}[K\(text)".utf8), to: STDERR_FILENO)
    }
}

extension BinaryInteger {
    /// With a comma before every three digits.
    var grouped: String {
        var groups: [Substring] = []
        var digits = Substring("\(magnitude)")
        while digits.count > 3 {
            groups.insert(digits.suffix(3), at: 0)
            digits = digits.dropLast(3)
        }
        return (self < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }
}
