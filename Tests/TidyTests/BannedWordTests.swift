import Testing

@Suite("Banned words")
struct BannedWordTests {
    @Test(arguments: [
        "Date()", "UUID()", "Int.random(in: 0..<3)", "print(1)", "Foundation.exit(0)",
        "Dispatch.main", "DispatchQueue.main", "Task { }", "clock_gettime(a, b)", "fatalError()",
        "try! a()", "a as! B", "sleep(1)", "Mutex(1)",
    ])
    func `are found in the domain`(code: String) {
        for folder in ["Kit", "Businesses/HairShop"] {
            let file = TextFile("Sources/\(folder)/A.swift", "let a = 1\nlet b = \(code)\n")
            #expect(bannedWordOffences(in: [file]).first?.line == 2)
        }
    }

    @Test(arguments: ["try! a()", "a as! B", "fatalError()", "usleep(1)", "Task.sleep(1)"])
    func `are found everywhere`(code: String) {
        let file = TextFile("Sources/Adapters/REST/A.swift", "\(code)\n")
        #expect(bannedWordOffences(in: [file]).first?.line == 1)
    }

    @Test func `are found in comments when they are leftovers`() {
        let file = TextFile("Sources/Web/page.css", "a\n/* TO" + "DO b */\n")
        #expect(bannedWordOffences(in: [file]) == [file.offence(2, "says TO" + "DO")])
    }

    @Test func `may be spoken of, and used further out`() {
        let comment = TextFile("Sources/Kit/A.swift", "// no Date(), no Task\nlet a = \"print(\"\n")
        let adapter = TextFile("Sources/Adapters/REST/A.swift", "Task { print(Date()) }\n")
        #expect(bannedWordOffences(in: [comment, adapter]) == [])
    }
}

@Suite("A name from outside")
struct OutsideNameTests {
    @Test(arguments: ["/" + "work/a", "/" + "farm/b", ".." + "/shared/c"])
    func `is found in any file but those of the build machine`(name: String) {
        let page = TextFile("docs/a.md", "first\nsee \(name)\n")
        let script = TextFile(".ci/run", name)
        #expect(outsideNameOffences(in: [page, script]).map(\.line) == [2])
    }

    @Test func `is not what sounds alike`() {
        #expect(outsideNameOffences(in: [TextFile("a.md", "the work/farm, shared")]) == [])
    }
}

@Suite("A force unwrap")
struct ForceUnwrapTests {
    @Test(arguments: ["a!", "a()!.b", "a[0]! + 1", "let a: Int!", "a?!", "\"\\(a!)\"", "`a b`!"])
    func `is found`(code: String) {
        let file = TextFile("Sources/Kit/A.swift", "let a = 1\n\(code)\n")
        #expect(forceUnwrapOffences(in: [file]) == [file.offence(2, "unwraps by force")])
    }

    @Test(arguments: ["!a", "a != b", "a!=b", "a !== b", "(!a)", "\"no!\"", "// no!", "#if !os(A)"])
    func `is not what looks alike`(code: String) {
        #expect(forceUnwrapOffences(in: [TextFile("Sources/Kit/A.swift", code)]) == [])
    }
}
