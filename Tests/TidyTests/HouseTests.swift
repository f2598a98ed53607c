import Testing

private func expectNone(
    _ offences: [Offence],
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let list = offences.map(\.description).joined(separator: "\n")
    #expect(offences.isEmpty, "\n\(list)", sourceLocation: sourceLocation)
}

@Suite("The house")
struct HouseTests {
    @Test func `is found by its tests`() {
        #expect(!Tree.swiftSources.isEmpty)
        #expect(Tree.files.contains { $0.path == "Package.swift" })
    }

    @Test func `imports only what a layer may know`() {
        expectNone(importOffences(in: Tree.sources))
    }

    @Test func `gives an adapter one C library at most`() {
        expectNone(libraryOffences(in: Tree.sources))
    }

    @Test func `keeps Swift out of the folders of C libraries`() {
        expectNone(cFolderOffences(in: Tree.sources))
    }

    @Test func `says no banned word`() {
        expectNone(bannedWordOffences(in: Tree.sources))
    }

    @Test func `unwraps nothing by force`() {
        expectNone(forceUnwrapOffences(in: Tree.sources))
    }

    @Test func `names no place outside of it`() {
        expectNone(outsideNameOffences(in: Tree.files))
    }

    @Test func `has lines that fit`() {
        expectNone(columnOffences(in: Tree.swift))
    }

    @Test func `has files that fit`() {
        expectNone(fileOffences(in: Tree.swift))
    }

    @Test func `has functions that fit`() {
        expectNone(functionOffences(in: Tree.swift))
    }

    @Test func `has mostly small files`() {
        #expect(medianLength(of: Tree.swiftSources) <= Budget.medianLinesPerFile)
    }

    @Test func `numbers and explains its decisions`() {
        expectNone(decisionOffences(in: Tree.files))
    }
}
