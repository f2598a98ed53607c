import Testing

@Suite("Decisions")
struct DecisionTests {
    private let page = "# Why\n\n## Context\n\n## Decision\n\n## Cost\n\n## Alternatives\n"

    private func decision(_ name: String, _ text: String) -> TextFile {
        TextFile("docs/decisions/\(name)", text)
    }

    @Test func `are fine in order and with all headings`() {
        let files = [decision("0002-b.md", page), decision("0001-a.md", page)]
        #expect(decisionOffences(in: files) == [])
    }

    @Test func `leave no gap`() {
        let late = decision("0003-c.md", page)
        #expect(
            decisionOffences(in: [decision("0001-a.md", page), late])
                == [late.offence(1, "has number 3 where 2 comes next")]
        )
    }

    @Test func `share no number`() {
        let files = [decision("0001-a.md", page), decision("0001-b.md", page)]
        #expect(decisionOffences(in: files).map(\.file) == ["docs/decisions/0001-b.md"])
    }

    @Test(arguments: ["notes.md", "1-a.md", "00001-a.md", "0001.md"])
    func `are called by their number`(name: String) {
        #expect(
            decisionOffences(in: [decision(name, page)]).map(\.what) == ["is not called NNNN-….md"]
        )
    }

    @Test(arguments: ["Context", "Decision", "Cost", "Alternatives"])
    func `have every heading`(heading: String) {
        let file = decision("0001-a.md", page.split(separator: "## \(heading)").joined())
        #expect(decisionOffences(in: [file]) == [file.offence(1, "has no heading \(heading)")])
    }
}

@Suite("An ignored folder")
struct IgnoredFolderTests {
    @Test func `is one that is named in the plain way`() {
        #expect(ignoredFolders(".build/\n/data/\n*.sqlite\nfile\n*/x/\n") == [".build", "data"])
    }
}
