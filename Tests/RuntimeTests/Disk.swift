import Foundation
import InMemory
import Kit
import KitTesting
import Runtime
import SQLiteStore

/// What a ledger is kept on.
enum Medium: CaseIterable, Sendable { case memory, file }

/// Where facts are kept over several lives of a ledger.
///
/// `@unchecked Sendable`: one ledger at a time uses what it gives.
final class Disk: @unchecked Sendable {
    let faults = StoreFaults()
    private let medium: Medium
    private let memory = InMemoryLedgerStore()
    private let folder: URL

    init(_ medium: Medium = .memory) throws {
        self.medium = medium
        folder = FileManager.default.temporaryDirectory.appending(path: "ledger-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private var path: String { folder.appending(path: "ledger.db").path }

    /// A store as a process finds it that has just begun.
    func store() throws -> FailingLedgerStore {
        switch medium {
        case .memory: FailingLedgerStore(memory, faults)
        case .file: FailingLedgerStore(try SQLiteLedgerStore(path: path), faults)
        }
    }

    func reader() throws -> any FactReader {
        switch medium {
        case .memory: try memory.reader()
        case .file: try SQLiteFactReader(path: path)
        }
    }

    func viewStore() throws -> any ViewStore {
        switch medium {
        case .memory: InMemoryViewStore()
        case .file: try SQLiteViewStore(path: folder.appending(path: "views.db").path)
        }
    }

    func facts() throws -> [StoredFact] { try reader().facts(after: 0, limit: 10_000_000) }
}
