import Testing

@Suite("Blanked code")
struct BlankingTests {
    @Test(arguments: [
        ("let a = 1", "let a = 1"),
        ("a // b!", "a      "),
        ("a /* b /* c */ d */ e", "a                   e"),
        (#"f("b! // c")"#, #"f("       ")"#),
        (#"f("a\"b")"#, #"f("    ")"#),
        (#"f("\(a!) b")"#, #"f(" (a!)  ")"#),
        (#"f("\(g("x")) b")"#, #"f(" (g(" "))  ")"#),
        (##"f(#"a"b\(c)"#)"##, ##"f( "       " )"##),
        (##"f(#"\#(a!)"#)"##, ##"f( "  (a!)" )"##),
        ("#/a!\"/# b", "        b"),
        ("#if os(Linux)", "#if os(Linux)"),
        ("func `is {`() {}", "func ______() {}"),
        ("\"open\nlet b = 1", "\"    \nlet b = 1"),
    ])
    func `keeps code alone`(text: String, code: String) {
        #expect(blanked(text) == code)
    }

    @Test func `keeps every line of a long string`() {
        let text = "let a = \"\"\"\n    { \"b!\"\n    \"\"\"\nlet c = d!"
        #expect(blanked(text) == "let a = \"\"\"\n          \n    \"\"\"\nlet c = d!")
    }

    @Test func `keeps every line of a long comment`() {
        #expect(blanked("/* {\n a! */ b") == "    \n       b")
    }
}

@Suite("A word")
struct WordTests {
    @Test(arguments: [
        ("Date()", "let now = Date()", true),
        ("Date()", "let now = BookingDate()", false),
        ("Task", "Task { }", true),
        ("Task", "let list: TaskList", false),
        ("print(", "a.print(b)", true),
        ("print(", "blueprint(b)", false),
        ("print(", "blueprint(print(b))", true),
        (".random(", "Int.random(in: 0..<3)", true),
        ("as!", "a as! B", true),
        ("as!", "a as? B", false),
    ])
    func `stands where no letter touches it`(word: String, line: String, stands: Bool) {
        #expect(lines(with: word, in: [Substring(line)]) == (stands ? [1] : []))
    }
}
