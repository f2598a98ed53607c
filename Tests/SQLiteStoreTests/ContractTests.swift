import KitTesting
import SQLiteStore
import Testing

@Suite("Stores in SQLite")
struct ContractTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test func `keep the contract of a ledger`() throws {
        try LedgerStoreContract.verify(
            { try SQLiteLedgerStore(path: folder.newPath()) },
            reopen: { try SQLiteLedgerStore(path: folder.path) }
        )
    }

    @Test func `keep the contract of views`() throws {
        try ViewStoreContract.verify(
            { try SQLiteViewStore(path: folder.newPath()) },
            reopen: { try SQLiteViewStore(path: folder.path) }
        )
    }
}
