import Glibc
import Runtime
import SQLiteStore

/// Copies a ledger into one file, while a server may go on writing to it.
struct BackupCommand {
    private let folder: String
    private let target: String

    init(_ arguments: [String]) throws {
        let (folder, names) = try LedgerPlace.parse(arguments)
        guard let target = names.first, names.count == 1 else {
            throw UsageError("'yeyak backup' takes the name of one file")
        }
        (self.folder, self.target) = (folder, target)
    }

    func run() throws {
        let ledger = try LedgerPlace(folder: folder)
        // What is in a ledger is nobody else's business, and a server goes first.
        umask(0o077)
        nice(10)
        let line = ProgressLine()
        defer { line.clear() }
        do throws(StoreError) {
            let report = try LedgerBackup.run(path: ledger.path, to: target) { line.show($0) }
            line.clear()
            say("\(target): \(report.summary)", to: STDOUT_FILENO)
        } catch {
            throw CommandError("there is no backup of '\(folder)': \(error)")
        }
    }
}
