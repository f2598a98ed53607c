import Testing
import Threads

@testable import HTTPServer

@Suite("Processors that a thread may run on") struct ProcessorsTests {
    /// What a thread of its own says.
    private func onThread<Result: Sendable>(
        _ body: @escaping @Sendable () -> Result
    ) throws -> Result {
        let said = Monitor<Result?>(nil)
        let thread = try #require(WorkerThread { said.locked { $0 = body() } })
        thread.join()
        return try #require(said.locked { $0 })
    }

    @Test func `are taken one by one, and around`() {
        let some = Processors(words: [0b1001_0000, 0, 1 << 63 | 1])
        let ones = (0..<5).map { some.one(at: $0)?.words }
        #expect(some.count == 4)
        #expect(
            ones == [
                [0b1_0000, 0, 0], [0b1000_0000, 0, 0], [0, 0, 1], [0, 0, 1 << 63],
                [0b1_0000, 0, 0],
            ]
        )
        #expect(some.one(at: .max)?.count == 1)
        #expect(some.one(at: -1) == nil)
        #expect(Processors(words: [0, 0]).one(at: 0) == nil)
        #expect(Processors(words: []).one(at: 0) == nil)
    }

    @Test func `are those that a thread is kept to, and no other thread`() throws {
        let said = try onThread { () -> [Processors?] in
            let all = Processors.ofThisThread()
            let last = all.flatMap { $0.one(at: $0.count - 1) }
            last?.keepThisThread()
            let kept = Processors.ofThisThread()
            all?.keepThisThread()
            return [all, last, kept, Processors.ofThisThread()]
        }
        let all = try #require(said[0])
        #expect(all.count > 0)
        #expect(said[1]?.count == 1)
        #expect(said[2] == said[1])
        #expect(said[3] == all)
        #expect(try onThread { Processors.ofThisThread() } == all)
    }

    @Test func `are kept where the system does not know what is asked for`() throws {
        let said = try onThread {
            let before = Processors.ofThisThread()
            let isKept = Processors(words: [0, 0]).keepThisThread()
            return (isKept, Processors.ofThisThread() == before)
        }
        #expect(said == (false, true))
    }
}
