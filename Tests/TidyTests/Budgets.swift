/// How much the house lets a reader hold at once.
enum Budget {
    static let columns = 100
    static let linesPerFile = 400
    static let linesPerFunction = 60
    static let medianLinesPerFile = 100
}

func columnOffences(in files: [TextFile]) -> [Offence] {
    files.flatMap { file in
        file.lines.enumerated().filter { $1.count > Budget.columns }
            .map { file.offence($0.offset + 1, "has \($0.element.count) columns") }
    }
}

func fileOffences(in files: [TextFile]) -> [Offence] {
    files.filter { $0.lineCount > Budget.linesPerFile }
        .map { $0.offence($0.lineCount, "has \($0.lineCount) lines") }
}

func functionOffences(in files: [TextFile]) -> [Offence] {
    files.flatMap { file in
        functions(in: file.code).filter { $0.length > Budget.linesPerFunction }
            .map { file.offence($0.line, "begins a function of \($0.length) lines") }
    }
}

/// The length of the file in the middle, the upper one of two; 0 without files.
func medianLength(of files: [TextFile]) -> Int {
    let lengths = files.map(\.lineCount).sorted()
    return lengths.isEmpty ? 0 : lengths[lengths.count / 2]
}
