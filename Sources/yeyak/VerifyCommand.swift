import Glibc
import Runtime
import SQLiteStore

/// Reads a whole ledger and says whether all of it is as it was written.
struct VerifyCommand {
    private let folder: String

    init(_ arguments: [String]) throws {
        let (folder, names) = try LedgerPlace.parse(arguments)
        guard names.isEmpty else { throw UsageError("'yeyak verify' takes no names") }
        self.folder = folder
    }

    func run() throws {
        let ledger = try LedgerPlace(folder: folder)
        let line = ProgressLine()
        defer { line.clear() }
        let report: LedgerReport
        do throws(StoreError) {
            report = try LedgerCheck.run(path: ledger.path) { line.show($0) }
        } catch {
            throw CommandError("the ledger in '\(folder)' cannot be read: \(error)")
        }
        line.clear()
        if report.isSound {
            say(report.summary, to: STDOUT_FILENO)
            return
        }
        for finding in report.findings { say(finding, to: STDOUT_FILENO) }
        if report.more > 0 { say("and \(report.more.grouped) more", to: STDOUT_FILENO) }
        throw CommandError("the ledger in '\(folder)' is not as it was written")
    }
}

extension LedgerReport {
    /// In one line, when there is nothing to find fault with.
    var summary: String {
        "\(facts.grouped) facts of \(streams.grouped) aggregates, \(pages.grouped) pages"
            + (hasSums ? "" : " (without checksums, as older software writes them)")
            + ", \(frames.grouped) pages in the log: all sound"
    }
}
