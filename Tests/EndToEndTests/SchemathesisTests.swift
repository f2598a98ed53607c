import Foundation
import Testing
import Wire

@Suite("What the OpenAPI document says", .apart) struct SchemathesisTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    private static let program = root.appending(path: ".build/schemathesis/bin/schemathesis").path
    private static let isThere = FileManager.default.isExecutableFile(atPath: program)
    private static let settings = root.appending(path: "Tests/EndToEndTests/Schemathesis").path

    @Test(.enabled(if: isThere, "schemathesis is not there: run scripts/setup test"))
    func `is what the server does, in 2,000 cases and more`() throws {
        let server = try Server()
        // Something for the calls to find.
        for number in 1...3 {
            _ = try server.book(["customerId": .text("C\(number)"), "date": "20300105"])
        }
        let folder = try Folder()
        let seed = ProcessInfo.processInfo.environment["HOSTILE_SEED"] ?? "1"
        let ended = try run(
            [
                "env", "-C", folder.path, Self.program, "--config-file",
                "\(Self.settings)/schemathesis.toml", "run",
                "http://127.0.0.1:\(server.port)/openapi.json", "--checks", "all",
                "--max-examples", "20", "--continue-on-failure", "--no-color", "--seed", seed,
                "--generation-database", "none",
            ],
            environment: [
                "SCHEMATHESIS_HOOKS": "rules", "PYTHONPATH": Self.settings,
                "PYTHONDONTWRITEBYTECODE": "1",
                "HYPOTHESIS_STORAGE_DIRECTORY": folder.file("hypothesis"),
            ],
            within: 600
        )
        #expect(ended.code == 0, "seed \(seed)\n\(ended.out.suffix(8_000))\(ended.err)")
        let counts = try #require(ended.out.firstMatch(of: #/(\d+) generated, (\d+) passed/#))
        #expect(counts.1 == counts.2, "\(counts.0)")
        #expect(try #require(Int(counts.1)) >= 2_000)
        #expect(server.child.exitCode == nil)
        #expect(try server.stop() == 0)
    }
}
