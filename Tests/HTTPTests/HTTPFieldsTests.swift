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
        var fields = HTTPFields()
        let name = Array("x".utf8)
        let value: [UInt8] = [0x61, 0xFF]
        name.withUnsafeBufferPointer { name in
            value.withUnsafeBufferPointer { fields.add(name: name, value: $0) }
        }
        #expect(fields["X"] == "a\u{FFFD}")
    }
}
