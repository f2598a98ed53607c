import Foundation

/// A folder that goes when nobody holds it any more.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "end-to-end-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: file(name)))
        return file(name)
    }

    func read(_ name: String) -> String {
        let data = FileManager.default.contents(atPath: file(name)) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }
}
