import Foundation
import Glibc
import Testing
import Threads
import Wire

@testable import OperatorSocket

@Suite("The operator's socket", .serialized)
struct OperatorSocketTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "operator-\(UUID().uuidString.prefix(8))").path

    private func inFolder(_ work: (String) throws -> Void) throws {
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try work(folder)
    }

    private var path: String { "\(folder)/\(OperatorSocket.name)" }

    private static let echo: OperatorSocket.Answer = { request, person, say in
        for number in 0..<3 as Range<Int64> {
            guard say(["number": .integer(number), "heard": request, "by": .text(person)]) else {
                return
            }
        }
    }

    private func ask(_ request: Document) throws -> [Document] {
        var lines: [Document] = []
        try OperatorCall.ask(in: folder, request) { lines.append($0) }
        return lines
    }

    /// Sends bytes as they are, and returns all that comes until the other side ends.
    private func sendRaw(_ bytes: [UInt8]) throws -> String {
        var channel = try Channel()
        let code = try Channel.address(of: path) { connect(channel.descriptor, $0, $1) }
        try #require(code == 0)
        bytes.withUnsafeBytes { raw in
            _ = send(channel.descriptor, raw.baseAddress, raw.count, Int32(MSG_NOSIGNAL))
        }
        var lines: [String] = []
        while let line = try channel.line(upTo: 1 << 20, within: 20) {
            lines.append(String(decoding: line, as: UTF8.self))
        }
        return lines.joined(separator: "\n")
    }

    @Test func `answers one line with as many as it takes, and knows who asks`() throws {
        try inFolder { folder in
            let socket = try OperatorSocket(in: folder, answer: Self.echo)
            for word in ["a", "b\n\"c\""] {
                let lines = try ask(["word": .text(word)])
                #expect(lines.map { $0["number"] } == [0, 1, 2])
                #expect(lines.allSatisfy { $0["heard"]?["word"] == .text(word) })
                #expect(lines.allSatisfy { $0["by"] == .text(userName(getuid())) })
            }
            socket.stop()
            socket.join()
        }
    }

    @Test func `is for its owner alone, replaces a stale one, and goes with its process`() throws {
        try inFolder { folder in
            _ = FileManager.default.createFile(atPath: path, contents: Data("old".utf8))
            let socket = try OperatorSocket(in: folder, answer: Self.echo)
            var status = stat()
            #expect(stat(path, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
            #expect(status.st_mode & S_IFMT == S_IFSOCK)
            #expect(try ask(1).count == 3)
            socket.stop()
            socket.join()
            #expect(stat(path, &status) != 0)
            #expect(throws: OperatorSocketError.nobodyListens(path)) { try ask(1) }
        }
    }

    @Test func `says how long a path may be`() throws {
        let long = "/tmp/" + String(repeating: "a", count: 100)
        let error = OperatorSocketError.pathTooLong(
            "\(long)/operator.sock",
            bytes: 119,
            greatest: 107
        )
        #expect(throws: error) { _ = try OperatorSocket(in: long, answer: Self.echo) }
        #expect(throws: error) { try OperatorCall.ask(in: long, 1) { _ in } }
        #expect("\(error)".contains("choose a shorter data folder"))
    }

    @Test func `cuts off who says too much, too little or nothing sensible`() throws {
        try inFolder { folder in
            let socket = try OperatorSocket(in: folder, patience: 1, answer: Self.echo)
            let long = [UInt8](repeating: UInt8(ascii: "1"), count: OperatorSocket.greatestLine + 1)
            #expect(try sendRaw(long).contains("the line is too long"))
            #expect(try sendRaw(Array("{\"a\":".utf8)).contains("nothing came in time"))
            #expect(try sendRaw(Array("{\"a\":\n".utf8)).contains("error"))
            #expect(try sendRaw(Array("[\u{1}]\n".utf8)).contains("error"))
            #expect(try ask(1).count == 3, "others are answered")
            socket.stop()
            socket.join()
        }
    }

    @Test func `does not wait for those who say nothing when it is time to end`() throws {
        try inFolder { folder in
            let socket = try OperatorSocket(in: folder, patience: 3_600, answer: Self.echo)
            let silent = try Channel()
            let code = try Channel.address(of: path) { connect(silent.descriptor, $0, $1) }
            #expect(code == 0)
            #expect(try ask(1).count == 3)
            socket.stop()
            socket.join()
            #expect(silent.descriptor >= 0, "it has said nothing to the end")
        }
    }

    @Test func `answers a few at a time, and tells the others`() throws {
        try inFolder { folder in
            let gate = Gate()
            let inside = Count()
            let done = Count()
            let socket = try OperatorSocket(in: folder, patience: 30) { _, _, say in
                inside.add()
                gate.wait()
                _ = say(["done": true])
            }
            var busy: [Thread] = []
            for _ in 0..<OperatorSocket.guests {
                let thread = Thread { [folder = folder] in
                    try? OperatorCall.ask(in: folder, 1) { _ in done.add() }
                }
                thread.start()
                busy.append(thread)
            }
            #expect(soon { inside.value == OperatorSocket.guests })
            #expect(try ask(1).first?["error"]?.asText?.contains("other operators") == true)
            gate.open()
            #expect(soon { done.value == OperatorSocket.guests })
            #expect(soon { (try? ask(1).first?["done"]) == true })
            socket.stop()
            socket.join()
        }
    }

    @Test func `notices that nobody hears it any more`() throws {
        try inFolder { folder in
            let gone = Count()
            let socket = try OperatorSocket(in: folder) { _, _, say in
                while say(["n": 1]) { poll(nil, 0, 1) }
                gone.add()
            }
            struct Enough: Error {}
            #expect(throws: Enough.self) {
                try OperatorCall.ask(in: folder, 1) { _ in throw Enough() }
            }
            #expect(soon { gone.value == 1 })
            socket.stop()
            socket.join()
        }
    }
}

/// Waits until something holds, thirty seconds at most.
private func soon(_ holds: () -> Bool) -> Bool {
    let end = Date().addingTimeInterval(30)
    while Date() < end {
        if holds() { return true }
        poll(nil, 0, 2)
    }
    return false
}

private final class Count: Sendable {
    private let number = Monitor(0)
    var value: Int { number.locked { $0 } }
    func add() { number.locked { $0 += 1 } }
}

/// Lets nobody through until it is opened.
private final class Gate: Sendable {
    private let isOpen = Monitor(false)
    func open() { isOpen.locked { $0 = true } }
    func wait() { _ = soon { isOpen.locked { $0 } } }
}
