/// Decisions are numbered `0001-…` onwards without gaps, and each says the same four things.
func decisionOffences(in files: [TextFile]) -> [Offence] {
    let decisions = files.filter { $0.path.hasPrefix("docs/decisions/") }
        .sorted { $0.path < $1.path }
    var offences: [Offence] = []
    var expected = 1
    for file in decisions {
        let name = file.parts[file.parts.count - 1]
        let digits = name.prefix { $0.isNumber }
        guard digits.count == 4, let number = Int(digits), name.dropFirst(4).first == "-" else {
            offences.append(file.offence(1, "is not called NNNN-….md"))
            continue
        }
        if number != expected {
            offences.append(file.offence(1, "has number \(number) where \(expected) comes next"))
        }
        expected = number + 1
        let headings = file.lines.filter { $0.hasPrefix("#") }
            .map { $0.drop { $0 == "#" || $0 == " " } }
        for heading in ["Context", "Decision", "Cost", "Alternatives"]
        where !headings.contains(Substring(heading)) {
            offences.append(file.offence(1, "has no heading \(heading)"))
        }
    }
    return offences
}
