import InMemory
import KitTesting
import Testing

@Suite("Stores in memory")
struct ContractTests {
    @Test func `keep the contract of a ledger`() throws {
        try LedgerStoreContract.verify { InMemoryLedgerStore() }
    }

    @Test func `keep the contract of views`() throws {
        try ViewStoreContract.verify { InMemoryViewStore() }
    }
}
