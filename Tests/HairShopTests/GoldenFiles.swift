import Foundation

private let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

/// The lines of a golden file, which were written once and must be understood for ever.
func goldenLines(_ name: String) throws -> [String] {
    try String(contentsOf: folder.appending(path: "\(name).jsonl"), encoding: .utf8)
        .split(separator: "\n").map(String.init)
}

/// How an aggregate stands after each line of a golden file, as JSON.
func goldenStates(_ name: String) throws -> [String] { try goldenLines("\(name).stands") }

/// The versions of a kind's events of which there are golden lines.
func goldenVersions(_ kind: String) throws -> [Int] {
    try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: kind).path)
        .compactMap { name in
            name.hasSuffix(".jsonl") ? Int(name.dropLast(".jsonl".count)) : nil
        }
        .sorted()
}

/// The kinds that have golden lines.
func goldenKinds() throws -> [String] {
    try FileManager.default.contentsOfDirectory(
        at: folder,
        includingPropertiesForKeys: [.isDirectoryKey]
    )
    .filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }
    .map(\.lastPathComponent)
    .sorted()
}

/// The first so many lines of a golden file, as they were when they were put there.
struct GoldenSeal {
    let file: String
    let lines: Int
    let sum: String

    /// All seals. Whoever adds lines adds a seal; those that are there stay.
    static func all() throws -> [GoldenSeal] {
        try String(contentsOf: folder.appending(path: "seals"), encoding: .utf8)
            .split(separator: "\n").compactMap { line in
                let words = line.split(separator: " ").map(String.init)
                guard words.count == 3, let lines = Int(words[1]) else { return nil }
                return GoldenSeal(file: words[0], lines: lines, sum: words[2])
            }
    }

    func holds(for all: [String]) -> Bool {
        all.count >= lines && Self.sum(of: all.prefix(lines)) == sum
    }

    /// FNV-1a of the lines with their ends, in 16 digits.
    static func sum(of lines: some Sequence<String>) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in lines.flatMap({ $0.utf8 + [10] }) {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
