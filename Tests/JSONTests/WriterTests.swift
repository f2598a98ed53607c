import JSON
import Testing
import Wire

@Suite("The writer") struct WriterTests {
    @Test func `puts commas where they belong`() {
        let text = written { writer in
            writer.beginObject()
            writer.name("a")
            writer.integer(1)
            writer.name("list" + "ed")
            writer.beginList()
            writer.text("x")
            writer.beginObject()
            writer.endObject()
            writer.null()
            writer.beginList()
            writer.endList()
            writer.boolean(false)
            writer.endList()
            writer.rawMember("raw", Array(#"{"b":[1]}"#.utf8))
            writer.name("last")
            writer.raw("true".utf8)
            writer.endObject()
        }
        #expect(text == #"{"a":1,"listed":["x",{},null,[],false],"raw":{"b":[1]},"last":true}"#)
    }

    @Test func `escapes what must be escaped and nothing else`() {
        #expect(
            written { $0.text("a\"b\\c/\n\r\t\u{8}\u{c}\u{1}\u{1f}\u{7f}é예𝄞") }
                == #""a\"b\\c/\n\r\t\b\f\u0001\u001f"# + "\u{7f}é예𝄞\""
        )
        #expect(written { $0.name("a\"b") } == #""a\"b":"#)
        #expect(
            written { $0.text("a long text without anything odd in it") }
                == "\"a long text without anything odd in it\""
        )
        #expect(written { $0.text("") } == "\"\"")
    }

    @Test(arguments: 0..<32 as Range<UInt8>, [0, 3, 7, 8, 13])
    func `escapes a control character wherever it stands`(_ control: UInt8, _ place: Int) throws {
        var text = String(repeating: "x", count: place)
        text.unicodeScalars.append(Unicode.Scalar(control))
        text += "yyyyyyyyyyy"
        let json = written { $0.text(text) }
        #expect(json.utf8.allSatisfy { $0 >= 0x20 })
        #expect(try read(json) == .text(text))
    }

    @Test func `writes integers in full`() {
        for value in [0, 1, -1, 9, 10, -10, 99, 100, 1_234_567_890, Int64.max, .min] {
            #expect(written { $0.integer(value) } == "\(value)")
        }
    }

    @Test func `writes decimals so that they can be read again`() throws {
        for value in [
            0.0, -0.0, 1, -1.5, 0.1, 1e16, 1e300, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
        ] {
            #expect(try read(written { $0.decimal(value) }) == .decimal(value))
        }
        #expect(written { $0.decimal(.infinity) } == "null")
        #expect(written { $0.decimal(.nan) } == "null")
    }

    @Test func `starts anew once its bytes are removed`() {
        let text = written { writer in
            writer.integer(1)
            writer.removeAll()
            writer.integer(2)
        }
        #expect(text == "2")
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `writes any document so that it reads the same`(_ number: UInt64) throws {
        var seed = Seed(number)
        let document = anyDocument(&seed)
        #expect(try read(written { $0.document(document) }) == document)
    }
}
