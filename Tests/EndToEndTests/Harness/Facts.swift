import JSON
import Testing
import Wire

/// All facts of a ledger, as the program prints them.
func facts(of folder: Folder, _ options: String...) throws -> [Document] {
    let ended = try run([try Binary.path(), "events", "--data", folder.file("data")] + options)
    try #require(ended.code == 0, "\(ended.err)")
    return try ended.out.split(separator: "\n").map { try JSON.document(from: Array($0.utf8)) }
}

extension [Document] {
    /// Those of one type.
    func of(_ type: String) -> [Document] { filter { $0.text("type") == type } }

    /// How many there are for each value of a member of their data.
    func counted(by member: String) -> [String: Int] {
        reduce(into: [:]) { $0[$1["data"]?.text(member) ?? "", default: 0] += 1 }
    }
}
