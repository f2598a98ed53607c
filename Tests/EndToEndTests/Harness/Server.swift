import Glibc
import Testing
import Wire

/// The release binary, serving on a port of its own.
final class Server: Sendable {
    let child: Child
    let folder: Folder
    let port: UInt16

    convenience init(
        _ options: String...,
        in folder: Folder? = nil,
        environment: [String: String] = [:],
        pausing: Int = 0,
        under tracer: [String] = []
    ) throws {
        let folder = try folder ?? Folder()
        let child = try Child(
            tracer + Self.words(in: folder, pausing: pausing) + options,
            environment: environment
        )
        try self.init(child, in: folder)
        // Without these two nobody opens the shop, or nobody notes its prices.
        guard !options.contains("hairshop"), !options.contains("reservation") else { return }
        try until("the prices of the first shop are known") { try facts() >= 2 }
    }

    /// What a server is started with.
    static func words(in folder: Folder, pausing: Int = 0) throws -> [String] {
        [
            try Binary.path(), "run", "hairshop", "--port", "0", "--data", folder.file("data"),
            "--drain-seconds", "\(pausing)",
        ]
    }

    /// A server that was started some other way, as soon as it listens.
    init(_ child: Child, in folder: Folder) throws {
        self.folder = folder
        self.child = child
        port = try eventually("the server's port") { () throws -> UInt16? in
            if let code = child.exitCode {
                throw Late(description: "the server has ended with \(code): \(child.err)")
            }
            return listeningPort(in: child.out)
        }
    }

    var caller: Caller { Caller(port) }

    /// Ends it as a crash would.
    func crash() throws {
        child.send(SIGKILL)
        try child.ended()
    }

    /// Ends it as an operator would.
    @discardableResult
    func stop(_ signal: Int32 = SIGTERM) throws -> Int32 {
        child.send(signal)
        return try child.ended()
    }

    func get(_ path: String, _ fields: [String: String] = [:]) throws -> Answer {
        try caller.call("GET", path, nil, fields)
    }

    func post(
        _ path: String,
        _ body: Document,
        _ fields: [String: String] = [:]
    ) throws -> Answer {
        try caller.call("POST", path, body.bytes, fields)
    }

    func patch(
        _ path: String,
        _ body: Document,
        _ fields: [String: String] = [:]
    ) throws -> Answer {
        try caller.call("PATCH", path, body.bytes, fields)
    }

    func put(
        _ path: String,
        _ body: Document,
        _ fields: [String: String] = [:]
    ) throws -> Answer {
        try caller.call("PUT", path, body.bytes, fields)
    }

    func delete(_ path: String, _ fields: [String: String] = [:]) throws -> Answer {
        try caller.call("DELETE", path, nil, fields)
    }

    /// How many facts there are.
    func facts() throws -> Int {
        let line = try get("/metrics").text.split(separator: "\n").first {
            $0.hasPrefix("yeyak_ledger_position ")
        }
        return Int(line?.split(separator: " ").last ?? "") ?? -1
    }

    /// Books, and gives the number of the reservation.
    func book(_ body: Document) throws -> Int64 {
        let answer = try post("/reservations", body)
        try #require(answer.status == 201, "\(answer.text)")
        return try #require(answer.id)
    }

    /// The item, once a member of it says what it should.
    @discardableResult
    func item(_ path: String, _ member: String, _ value: String) throws -> Document {
        var last = Document.null
        do {
            try until("\(path) with \(member) = \(value)") {
                last = try get(path).json
                return last.text(member) == value
            }
            return last
        } catch let late as Late {
            throw Late(description: "\(late): \(String(decoding: last.bytes, as: UTF8.self))")
        }
    }

    /// All items of a collection, page after page.
    func all(_ path: String) throws -> [Document] {
        var items: [Document] = []
        while true {
            let number = items.count / 1_000
            let page = try get("\(path)?size=1000&sort=id&page=\(number)").json.embedded
            items += page
            if page.count < 1_000 { return items }
        }
    }
}

/// The port that a greeting names, once it is complete.
func listeningPort(in greeting: String) -> UInt16? {
    guard greeting.contains("try:") else { return nil }
    let line = greeting.split(separator: "\n").first { $0.hasPrefix("listening on ") }
    return line?.split(separator: ":").last.flatMap { UInt16($0) }
}
