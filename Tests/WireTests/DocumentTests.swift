import Testing
import Wire

@Suite("A document") struct DocumentTests {
    private let booking: Document = [
        "name": "ada", "seats": 2, "price": 1.5, "paid": true, "notes": nil, "rows": [1, 2],
    ]

    @Test func `gives the member of a name`() {
        #expect(booking["name"] == .text("ada"))
        #expect(booking["seats"] == .integer(2))
        #expect(booking["notes"] == .null)
        #expect(booking["rows"] == .list([.integer(1), .integer(2)]))
    }

    @Test func `has nothing under a name that is not there`() {
        #expect(booking["shop"] == nil)
        #expect(Document.list([])["name"] == nil)
    }

    @Test func `gives the first of two members of the same name`() {
        let twice = Document.object([.init("a", 1), .init("a", 2)])
        #expect(twice["a"] == 1)
    }

    @Test func `keeps its members in order`() {
        let names = booking.members.map(\.name)
        #expect(names == ["name", "seats", "price", "paid", "notes", "rows"])
        #expect(Document.text("ada").members == [])
    }
}
