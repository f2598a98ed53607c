import Foundation

/// The repository as it lies around this file, without what is built and what is ignored.
enum Tree {
    static let files = read()
    static let swift = files.filter { $0.path.hasSuffix(".swift") }
    static let sources = files.filter { $0.path.hasPrefix("Sources/") }
    static let swiftSources = sources.filter { $0.path.hasSuffix(".swift") }

    private static func read() -> [TextFile] {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../..").standardizedFileURL
        let ignore = try? String(contentsOf: root.appending(path: ".gitignore"), encoding: .utf8)
        let skipped = ignoredFolders(ignore ?? "").union([".git", ".build"])
        return paths(under: root, skipping: skipped).compactMap { path in
            guard let data = try? Data(contentsOf: root.appending(path: path)),
                !data.contains(0), let text = String(data: data, encoding: .utf8)
            else { return nil }
            return TextFile(path, text)
        }
    }

    private static func paths(under root: URL, skipping skipped: Set<String>) -> [String] {
        guard let walk = FileManager.default.enumerator(atPath: root.path()) else { return [] }
        var paths: [String] = []
        while let path = walk.nextObject() as? String {
            let type = walk.fileAttributes?[.type] as? FileAttributeType
            if type == .typeDirectory {
                if skipped.contains((path as NSString).lastPathComponent) { walk.skipDescendants() }
            } else if type == .typeRegular {
                paths.append(path)
            }
        }
        return paths.sorted()
    }
}

/// The folders that a list of ignored files names in the plain way, `data/`.
func ignoredFolders(_ list: String) -> Set<String> {
    Set(
        list.split(separator: "\n").filter { $0.hasSuffix("/") && !$0.contains("*") }
            .map { $0.split(separator: "/").joined(separator: "/") }
    )
}
