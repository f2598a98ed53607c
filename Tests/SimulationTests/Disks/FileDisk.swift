import Foundation
import KitTesting
import Runtime
import SQLiteStore

/// Real files in a temporary folder. What a process leaves behind when it dies is a copy of them,
/// taken at that moment, log and all.
///
/// `@unchecked Sendable`: used by one thread at a time.
final class FileDisk: Disk, @unchecked Sendable {
    private static let files = ["ledger.sqlite", "views.sqlite"]

    private let root: URL
    private var folder: URL
    private var processes = 0

    init() throws {
        root = FileManager.default.temporaryDirectory.appending(path: "simulation-\(UUID())")
        folder = root.appending(path: "0")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    private func path(_ file: String) -> String { folder.appending(path: file).path }

    func ledgerStore() throws -> any LedgerStore {
        try SQLiteLedgerStore(path: path("ledger.sqlite"))
    }

    func viewStore() throws -> any ViewStore {
        try SQLiteViewStore(path: path("views.sqlite"))
    }

    func reader() throws -> any FactReader { try SQLiteFactReader(path: path("ledger.sqlite")) }

    func endProcess(isPowerCut: Bool, _ chance: inout Seed) throws -> Bool {
        processes += 1
        let next = root.appending(path: "\(processes)")
        try FileManager.default.createDirectory(at: next, withIntermediateDirectories: true)
        for file in Self.files.flatMap({ [$0, "\($0)-wal"] }) {
            let source = folder.appending(path: file)
            guard FileManager.default.fileExists(atPath: source.path) else { continue }
            try FileManager.default.copyItem(at: source, to: next.appending(path: file))
        }
        folder = next
        return false
    }
}
