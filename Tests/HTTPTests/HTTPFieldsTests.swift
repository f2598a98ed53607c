import HTTP
import Testing

@Suite("Header fields") struct HTTPFieldsTests {
    @Test func `are found whatever their case`() {
        var fields = HTTPFields()
        fields.add("Content-Type", "text/plain")
        #expect(fields["content-type"] == "text/plain")
        #expect(fields["CONTENT-TYPE"] == "text/plain")
        #expect(fields["Content-Typ"] == nil)
        #expect(fields["Content-Typf"] == nil)
    }

    @Test func `do not take a sign for a letter`() {
        var fields = HTTPFields()
        fields.add("a@", "1")
        #expect(fields["A`"] == nil)
    }

    @Test func `give the first of several, and all on demand`() {
        var fields = HTTPFields()
        fields.add("Via", "one")
        fields.add("Host", "here")
        fields.add("via", "two")
        #expect(fields["Via"] == "one")
        #expect(fields.all("VIA") == ["one", "two"])
    }

    @Test func `keep their order`() {
        var fields = HTTPFields()
        #expect(fields.isEmpty)
        fields.add("B", "2")
        fields.add("A", "")
        #expect(Array(fields) == [HTTPField("B", "2"), HTTPField("A", "")])
        #expect(fields.count == 2)
    }

    @Test func `repair bytes that are not text`() {
        let head: [UInt8] = [0x78, 0x3A, 0x61, 0xFF]
        let fields = HTTPFields(head: head, [HTTPFields.Place(name: 0..<1, value: 2..<4)])
        #expect(fields["X"] == "a\u{FFFD}")
    }

    @Test func `are read where they lie, and none outside of the head`() {
        let places = [(0..<1, 2..<3), (-1..<1, 2..<3), (0..<1, 2..<8), (4..<5, 6..<6)].map {
            HTTPFields.Place(name: $0, value: $1)
        }
        let fields = HTTPFields(head: Array("a:1\nb:".utf8), places)
        #expect(Array(fields) == [HTTPField("a", "1"), HTTPField("b", "")])
    }
}
