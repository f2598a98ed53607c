/// What no source may say, and what the domain may say still less.
func bannedWordOffences(in sources: [TextFile]) -> [Offence] {
    // A Mutex blinds the thread sanitizer; a Monitor does not. See scripts/sanitize-thread.txt.
    let everywhere = ["try!", "as!", "fatalError(", "sleep(", "usleep(", "nanosleep(", "Mutex"]
    let inTheDomain = [
        "Date()", "UUID()", ".random(", "print(", "Foundation", "Dispatch", "DispatchQueue", "Task",
        "clock_gettime", "fatalError",
    ]
    let leftovers = ["TO" + "DO", "FIX" + "ME"]

    return sources.flatMap { file -> [Offence] in
        let isDomain = ["Sources/Kit/", "Sources/Businesses/"].contains { file.path.hasPrefix($0) }
        let words = file.path.hasSuffix(".swift") ? everywhere + (isDomain ? inTheDomain : []) : []
        return offences(of: words, in: file, lines: file.codeLines)
            + offences(of: leftovers, in: file, lines: file.lines)
    }
}

/// Nothing in the repository names a place outside of it.
func outsideNameOffences(in files: [TextFile]) -> [Offence] {
    let places = ["work", "farm"].map { "/\($0)/" } + [".." + "/shared"]
    return files.filter { !$0.path.hasPrefix(".ci/") }.flatMap { file in
        places.filter { file.text.contains($0) }.flatMap { place in
            file.lines.enumerated().filter { $1.contains(place) }
                .map { file.offence($0.offset + 1, "names \(place)") }
        }
    }
}

/// No value is unwrapped by force: a name, a call or a subscript followed by `!`, but not `!=`.
func forceUnwrapOffences(in sources: [TextFile]) -> [Offence] {
    sources.filter { $0.path.hasSuffix(".swift") }.flatMap { file in
        file.codeLines.enumerated().filter { unwrapsByForce($1) }
            .map { file.offence($0.offset + 1, "unwraps by force") }
    }
}

private func unwrapsByForce(_ line: Substring) -> Bool {
    let characters = Array(line)
    return characters.indices.dropFirst().contains { index in
        let before = characters[index - 1]
        let after = index + 1 < characters.count ? characters[index + 1] : " "
        return characters[index] == "!" && (isWordPart(before) || ")]?>".contains(before))
            && after != "="
    }
}

private func offences(of words: [String], in file: TextFile, lines all: [Substring]) -> [Offence] {
    words.flatMap { word in lines(with: word, in: all).map { file.offence($0, "says \(word)") } }
}
