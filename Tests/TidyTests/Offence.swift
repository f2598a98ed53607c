/// A place in the tree that breaks a rule of the house.
struct Offence: Equatable, CustomStringConvertible {
    var file: String
    var line: Int
    var what: String

    var description: String { "\(file):\(line): \(what)" }
}

/// One text file: its path from the repository's root, and what it says.
struct TextFile: Sendable, CustomStringConvertible {
    var path: String
    var text: String
    /// The text with every comment, string and raw identifier blanked. Has the same lines.
    var code: String

    init(_ path: String, _ text: String) {
        self.path = path
        self.text = text
        code = path.hasSuffix(".swift") ? blanked(text) : text
    }

    var description: String { path }
    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    var codeLines: [Substring] { code.split(separator: "\n", omittingEmptySubsequences: false) }

    /// How many lines an editor shows; the newline at the end begins none.
    var lineCount: Int { lines.count - (text.hasSuffix("\n") ? 1 : 0) }

    /// The folders and the name, one by one.
    var parts: [String] { path.split(separator: "/").map(String.init) }

    func offence(_ line: Int, _ what: String) -> Offence {
        Offence(file: path, line: line, what: what)
    }
}
