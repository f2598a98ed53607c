import Testing

@Suite("Imports")
struct ImportTests {
    @Test(arguments: [
        ("import Kit", "Kit"),
        ("  public import Kit", "Kit"),
        ("@testable import Kit", "Kit"),
        ("@_exported @preconcurrency public import Kit;", "Kit"),
        ("import struct Foundation.Date", "Foundation"),
        ("let imported = 1", nil),
        ("important()", nil),
    ])
    func `are read from a line`(line: String, module: String?) {
        #expect(imported(by: Substring(line)) == module)
    }

    @Test(arguments: [
        ("Sources/Kit/A.swift", "Wire"),
        ("Sources/Wire/A.swift", "JSON"),
        ("Sources/JSON/A.swift", "Runtime"),
        ("Sources/Threads/A.swift", "Runtime"),
        ("Sources/Businesses/HairShop/A.swift", "Wire"),
        ("Sources/Businesses/HairShop/A.swift", "Concert"),
        ("Sources/Businesses/HairShop/A+REST.swift", "HTTP"),
        ("Sources/Runtime/A.swift", "HairShop"),
        ("Sources/Runtime/A.swift", "Foundation"),
        ("Sources/Runtime/Ports/A.swift", "CSQLite"),
        ("Sources/Adapters/REST/A.swift", "HairShop"),
        ("Sources/Adapters/REST/A.swift", "Foundation"),
        ("Sources/Adapters/REST/A.swift", "CMissing"),
        ("Sources/KitTesting/A.swift", "Foundation"),
        ("Sources/yeyak/A.swift", "CSQLite"),
        ("Sources/yeyak/A.swift", "OpenLoop"),
        ("Sources/Measuring/pacer/A.swift", "CSQLite"),
    ])
    func `are refused where the layer may not know`(path: String, module: String) {
        let sources = [TextFile(path, "import \(module)\n"), shim]
        let offence = importOffences(in: sources)
        #expect(offence.map(\.line) == [1])
        #expect(offence.first?.what.hasSuffix("may not import \(module)") == true)
    }

    @Test(arguments: [
        ("Sources/Wire/A.swift", "Kit"),
        ("Sources/JSON/A.swift", "Wire"),
        ("Sources/Threads/A.swift", "Glibc"),
        ("Sources/Businesses/HairShop/A.swift", "Payments"),
        ("Sources/Businesses/HairShop/A+REST.swift", "Wire"),
        ("Sources/Runtime/Ports/A.swift", "Synchronization"),
        ("Sources/Adapters/SQLiteStore/A.swift", "CSQLite"),
        ("Sources/Adapters/Calendar/A.swift", "Foundation"),
        ("Sources/KitTesting/A.swift", "Testing"),
        ("Sources/yeyak/A.swift", "HairShop"),
        ("Sources/Measuring/pacer/A.swift", "HairShop"),
        ("Sources/Measuring/pacer/A.swift", "CHTTPParser"),
        ("Sources/Kit/A.swift", "// nothing"),
    ])
    func `are allowed where the layer may know`(path: String, module: String) {
        let text = module.hasPrefix("//") ? "\(module): import Wire\n" : "import \(module)\n"
        #expect(importOffences(in: [TextFile(path, text), shim]) == [])
    }

    @Test func `are refused in a folder without a layer`() {
        let stray = TextFile("Sources/Helpers/A.swift", "")
        #expect(importOffences(in: [stray]).map(\.file) == [stray.path])
    }

    @Test func `name the file and the line`() {
        let file = TextFile("Sources/Kit/A.swift", "// why\nimport Glibc\n")
        #expect(
            importOffences(in: [file]).map(\.description)
                == ["Sources/Kit/A.swift:2: Kit may not import Glibc"]
        )
    }

    @Test func `bring one C library into an adapter`() {
        let curl = TextFile("Sources/C/CCurl/shim.h", "")
        let first = TextFile("Sources/Adapters/Store/A.swift", "import CSQLite\n")
        let second = TextFile("Sources/Adapters/Store/B.swift", "import Kit\nimport CCurl\n")
        let other = TextFile("Sources/Adapters/Other/B.swift", "import CCurl\n")
        #expect(libraryOffences(in: [shim, curl, first, other]) == [])
        #expect(
            libraryOffences(in: [shim, curl, first, second])
                == [second.offence(2, "imports CCurl beside CSQLite")]
        )
    }

    @Test func `stay out of the folders of C libraries`() {
        let map = TextFile("Sources/C/CSQLite/module.modulemap", "")
        let stray = TextFile("Sources/C/CSQLite/Handles.swift", "")
        let loose = TextFile("Sources/C/shim.h", "")
        #expect(cFolderOffences(in: [map, shim]) == [])
        #expect(cFolderOffences(in: [map, stray, loose]).map(\.file) == [stray.path, loose.path])
    }

    private var shim: TextFile { TextFile("Sources/C/CSQLite/shim.h", "") }
}
