import Foundation

/// A folder of one's own, taken away with all that is in it.
final class Folder {
    private let url: URL
    private var files = 0

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "stores-\(UUID())")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// The path of a file that is not there yet.
    func newPath() -> String {
        files += 1
        return path
    }

    /// The path that was given last.
    var path: String { url.appending(path: "\(files).db").path }
}
