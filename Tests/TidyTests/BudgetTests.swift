import Testing

@Suite("A budget")
struct BudgetTests {
    @Test func `holds a line of 100 columns and no more`() {
        let fits = TextFile("Sources/A.swift", String(repeating: "예", count: 100) + "\n")
        let long = TextFile("Sources/B.swift", "a\n" + String(repeating: "b", count: 101) + "\n")
        #expect(columnOffences(in: [fits, long]) == [long.offence(2, "has 101 columns")])
    }

    @Test func `holds a file of 400 lines and no more`() {
        let fits = TextFile("Sources/A.swift", String(repeating: "a\n", count: 400))
        let long = TextFile("Sources/B.swift", String(repeating: "a\n", count: 401))
        #expect(fileOffences(in: [fits, long]) == [long.offence(401, "has 401 lines")])
    }

    @Test func `holds a function of 60 lines and no more`() {
        let fits = TextFile("Sources/A.swift", "func a() {\n" + lines(58) + "}\n")
        let long = TextFile("Sources/B.swift", "\nfunc a() {\n" + lines(59) + "}\n")
        #expect(
            functionOffences(in: [fits, long])
                == [long.offence(2, "begins a function of 61 lines")]
        )
    }

    @Test func `takes the file in the middle`() {
        let files = [3, 100, 1].map { TextFile("Sources/\($0).swift", lines($0)) }
        #expect(medianLength(of: files) == 3)
        #expect(medianLength(of: []) == 0)
    }

    private func lines(_ count: Int) -> String { String(repeating: "    a\n", count: count) }
}

@Suite("A function")
struct FunctionTests {
    @Test func `ends with its own brace`() {
        let code = "struct A {\n    func a() {\n        if b { c() }\n    }\n    var d = 1\n}\n"
        #expect(functions(in: code) == [Function(line: 2, length: 3)])
    }

    @Test func `is counted within another as well`() {
        let code = "func a() {\n    func b() {\n    }\n}\n"
        #expect(
            functions(in: code) == [Function(line: 1, length: 4), Function(line: 2, length: 2)]
        )
    }

    @Test func `may spread its signature`() {
        let code =
            "func a(\n  b: Int,\n  c: () -> Void = {}\n)\n -> Int\nwhere A: B,\n C: D\n{\n}\n"
        #expect(functions(in: code) == [Function(line: 1, length: 9)])
    }

    @Test func `is no requirement of a protocol`() {
        let code = "protocol A {\n    init()\n    func a() -> Int\n    var b: Int { get }\n}\n"
        #expect(functions(in: code) == [Function(line: 4, length: 1)])
    }

    @Test func `is not begun by a call of an initialiser`() {
        #expect(functions(in: "let a = self.init()\nif b {\n}\n") == [])
    }

    @Test func `may be an initialiser, a subscript or a computed property`() {
        let code = "init() {\n}\nsubscript(a: Int) -> Int {\n}\nvar b: Int {\n}\nvar c = d {\n}\n"
        #expect(functions(in: code).map(\.line) == [1, 3, 5])
    }

    @Test func `is not confused by braces in strings, comments and names`() {
        let code =
            "func `opens {`() {\n    a(\"{\") // {\n    /* { */ b(#\"{\"{\"#)\n}\nlet c = 1\n}\n"
        #expect(functions(in: blanked(code)) == [Function(line: 1, length: 4)])
    }

    @Test func `without its end is none`() {
        #expect(functions(in: "func a() {\n") == [])
    }
}
