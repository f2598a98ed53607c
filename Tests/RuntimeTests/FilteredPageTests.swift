import InMemory
import Kit
import KitTesting
import Testing

@testable import Runtime

/// A row that says who was last named in it.
private struct Tag: View {
    var holder: Int64 = 0

    static let sources: [Source<Tag>] = []
}

@Suite("A page of rows that are found by a value")
struct FilteredPageTests {
    private let store = FailingViewStore(InMemoryViewStore())
    private let table: ViewTable<Tag>
    private let stage: Stage
    private let kind: AnyKind
    private let schema = ViewSchema(
        name: "tags",
        columns: [.init("holder", indexed: true)],
        fingerprint: "1"
    )

    init() throws {
        let club = Business("club") { Service("desk") { Note.self } }
        let registry = try Registry([club], without: [])
        stage = Stage([], registry)
        stage.store = store
        kind = try registry.kind(Note.self, in: "club")
        table = ViewTable<Tag>(service: nil) { row, stored in
            stored.shown = Array("\(row.holder)".utf8)
            stored.columns = [.integer(row.holder)]
        }
        let head = try store.open([schema])[0]
        try table.open(at: 0, head: head, store: store)
        table.isLive = true
        for number in 1...6 as ClosedRange<Int64> { name(number % 3, in: number) }
        flush([table], in: store)
    }

    private func name(_ holder: Int64, in number: Int64) {
        table.mark += 1
        let fact = Fact<Note>(
            .written(about: holder),
            of: ID(number),
            number: number,
            at: Office.noon,
            id: FactID(table.mark + 1),
            version: 1,
            correlation: .none,
            cause: .none
        )
        table.look(at: fact, of: number, stored(fact), on: stage) { row, _ in row.holder = holder }
    }

    private func stored(_ fact: Fact<Note>) -> AnyFact {
        TypedFact(fact, of: StreamID(kind: 1, number: fact.number), kind)
    }

    private func found(_ holder: Int64) throws -> [String] {
        let query = PageQuery(filters: [.init(column: 0, value: .integer(holder))])
        let page = try table.page(query, in: store)
        #expect(page.total == Int64(page.rows.count))
        return page.rows.map { "\($0.number) \(String(decoding: $0.shown, as: UTF8.self))" }
    }

    @Test func `is not held up by newer rows that are not on it`() throws {
        name(9, in: 7)
        let before = store.writes
        #expect(try found(1) == ["1 1", "4 1"])
        #expect(store.writes == before, "nothing was written for this reader")
    }

    @Test func `has a new row, a row that has come to it, and none that has left it`() throws {
        name(1, in: 8)
        #expect(try found(1) == ["1 1", "4 1", "8 1"])
        name(1, in: 2)
        #expect(try found(1) == ["1 1", "2 1", "4 1", "8 1"])
        name(5, in: 4)
        #expect(try found(1) == ["1 1", "2 1", "8 1"])
        #expect(try found(5) == ["4 5"])
    }

    @Test func `knows where rows were that have changed twice since they were written`() throws {
        name(7, in: 1)
        let before = store.writes
        #expect(try found(2) == ["2 2", "5 2"])
        name(8, in: 1)
        #expect(try found(2) == ["2 2", "5 2"])
        #expect(store.writes == before)
        #expect(try found(1) == ["4 1"], "the store has another row under this value")
        #expect(store.writes == before + 1)
    }

    @Test func `knows what rows were read from the store, too`() throws {
        let again = ViewTable<Tag>(service: nil) { row, stored in
            stored.shown = Array("\(row.holder)".utf8)
            stored.columns = [.integer(row.holder)]
        }
        try again.open(at: 0, head: try store.open([schema])[0], store: store)
        again.isLive = true
        let fact = Fact<Note>(
            .written(about: 6),
            of: ID(3),
            number: 3,
            at: Office.noon,
            id: FactID(again.mark + 1),
            version: 1,
            correlation: .none,
            cause: .none
        )
        again.look(at: fact, of: 3, stored(fact), on: stage) { row, _ in row.holder = 6 }
        let zero = PageQuery(filters: [.init(column: 0, value: .integer(0))])
        #expect(try again.page(zero, in: store).rows.map(\.number) == [6])
    }

    @Test func `goes by what the store has, also when rows could not be written`() throws {
        name(7, in: 1)
        store.failWrites(.full("no room"))
        #expect(throws: Failure.self) { try found(1) }
        store.failWrites(nil)
        #expect(try found(1) == ["4 1"])
    }

    @Test func `is made of rows of which the latest stay in memory, when they are many`() throws {
        for number in 10...9_000 as ClosedRange<Int64> {
            name(5, in: number)
            if number % 90 == 0 { flush([table], in: store) }
        }
        store.failRows(.failed("nothing can be read"))
        #expect(throws: StoreError.self, "given up") { try table.row(10, in: store) }
        #expect(throws: StoreError.self, "given up") { try table.row(4_000, in: store) }
        for number in [5_100, 7_000, 9_000] as [Int64] {
            #expect(try table.row(number, in: store)?.version == 1, "row \(number) is still there")
        }
        store.failRows(nil)
        name(6, in: 10)
        #expect(try table.row(10, in: store)?.version == 2, "read again, and gone on with")
        flush([table], in: store)
        #expect(try found(6) == ["10 6"])
    }
}
