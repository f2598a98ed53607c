/// What one line of code imports, without attributes, access and kind.
func imported(by line: Substring) -> String? {
    let words = line.split { " \t;".contains($0) }
    guard let keyword = words.firstIndex(of: "import") else { return nil }
    let access: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
    guard words[..<keyword].allSatisfy({ $0.hasPrefix("@") || access.contains($0) }) else {
        return nil
    }
    let kinds: Set<Substring> = [
        "struct", "class", "enum", "protocol", "func", "var", "let", "typealias", "actor",
    ]
    let module = words[(keyword + 1)...].first { !kinds.contains($0) }
    return module?.split(separator: ".").first.map(String.init)
}

func imports(of file: TextFile) -> [(line: Int, module: String)] {
    file.codeLines.enumerated().compactMap { index, line in
        imported(by: line).map { (index + 1, $0) }
    }
}

/// Every file of `Sources` imports what its layer may know, and every folder has a layer.
func importOffences(in sources: [TextFile]) -> [Offence] {
    let cModules = Set(sources.compactMap { Layer.cModule($0.parts) })
    let swift = sources.filter {
        $0.path.hasSuffix(".swift") && Layer.cModule($0.parts) == nil
    }
    return swift.flatMap { file -> [Offence] in
        guard let layer = Layer(file.parts) else {
            return [file.offence(1, "lies in no layer of the house")]
        }
        return imports(of: file).filter { !layer.mayImport($0.module, cModules: cModules) }
            .map { file.offence($0.line, "\(layer.name) may not import \($0.module)") }
    }
}

/// An adapter is one technology: its folder imports one C library at most, beside the checksums of
/// zlib.
func libraryOffences(in sources: [TextFile]) -> [Offence] {
    let cModules = Set(sources.compactMap { Layer.cModule($0.parts) })
    var libraries: [String: String] = [:]
    var offences: [Offence] = []
    for file in sources where file.path.hasPrefix("Sources/Adapters/") && file.parts.count > 3 {
        for (line, module) in imports(of: file) where cModules.contains(module) && module != "CZlib"
        {
            let folder = file.parts[2]
            let first = libraries[folder, default: module]
            libraries[folder] = first
            if first != module {
                offences.append(file.offence(line, "imports \(module) beside \(first)"))
            }
        }
    }
    return offences
}

/// A C library's folder holds its module map and its shim, nothing else.
func cFolderOffences(in sources: [TextFile]) -> [Offence] {
    sources.filter { $0.path.hasPrefix("Sources/C/") }
        .filter { $0.parts.count != 4 || !["module.modulemap", "shim.h"].contains($0.parts[3]) }
        .map { $0.offence(1, "is neither module.modulemap nor shim.h of a C library") }
}
