import CSQLite
import Runtime
import Testing

@testable import SQLiteStore

@Suite("A result code")
struct CodeTests {
    @Test func `says what has become of the batch`() {
        func meaning(_ code: CInt, committing: Bool = false) -> Trouble {
            trouble(failure(code, on: nil, committing: committing)).0
        }
        #expect(meaning(SQLITE_FULL) == .full)
        #expect(meaning(SQLITE_FULL, committing: true) == .full)
        #expect(meaning(SQLITE_CORRUPT | 1 << 8) == .damaged)
        #expect(meaning(SQLITE_NOTADB) == .damaged)
        #expect(meaning(SQLITE_CONSTRAINT | 8 << 8) == .conflict)
        #expect(meaning(SQLITE_BUSY | 1 << 8, committing: true) == .failed)
        #expect(meaning(SQLITE_NOMEM) == .failed)
    }

    @Test func `says when nobody knows what has become of the batch`() {
        for reason in [4, 5, 6, 16] as [CInt] {  // fsync, fsync of the folder, truncate, close
            let (trouble, _) = trouble(
                failure(SQLITE_IOERR | reason << 8, on: nil, committing: true)
            )
            #expect(trouble == .unsynced)
        }
        let (unknown, _) = trouble(failure(SQLITE_NOMEM, on: nil, committing: true))
        #expect(unknown == .unsynced, "the frames may be in the log already")
        let (write, _) = trouble(failure(SQLITE_IOERR | 3 << 8, on: nil, committing: true))
        #expect(write == .failed, "a frame that was not written does not count")
    }
}
