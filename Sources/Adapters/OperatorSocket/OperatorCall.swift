import Glibc
import JSON
public import Wire

/// A question to the process that uses a folder.
public enum OperatorCall {
    private static let greatestLine = 16 << 20
    /// Who is busy says so every second or so.
    private static let patienceSeconds = 120

    /// Asks, and hands over the answer line by line.
    ///
    /// - Throws: ``OperatorSocketError/nobodyListens(_:)`` when no process uses the folder, or the
    ///   one that does cannot be called.
    public static func ask(
        in folder: String,
        _ request: Document,
        hear: (Document) throws -> Void
    ) throws {
        var channel = try connect("\(folder)/\(OperatorSocket.name)")
        var writer = JSONWriter()
        writer.document(request)
        // Whoever does not listen may still have said why.
        var isHeard = channel.send(line: writer.bytes)
        while let line = try channel.line(upTo: greatestLine, within: patienceSeconds) {
            isHeard = true
            try hear(try JSON.document(from: line, depth: 64))
        }
        guard isHeard else {
            throw OperatorSocketError.failed("the process that uses '\(folder)' does not listen")
        }
    }

    private static func connect(_ path: String) throws(OperatorSocketError) -> Channel {
        let channel = try Channel()
        let code = try Channel.address(of: path) { address, size in
            Glibc.connect(channel.descriptor, address, size)
        }
        guard code == 0 else {
            switch errno {
            case ENOENT, ECONNREFUSED, ENOTDIR: throw .nobodyListens(path)
            default: throw .failed("cannot call '\(path)': \(lastReason())")
            }
        }
        channel.setPatience(seconds: 10)
        return channel
    }
}
