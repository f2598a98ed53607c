import Glibc

/// A short conversation with a server to which something happens, and what is found afterwards.
struct Trial {
    let injection: Injection
    private let folder: Folder
    private let stories = [
        Story("OHM", .cancels), Story("ADA", .transfers), Story("BOB", .booksATime),
    ]

    /// How it went.
    struct Outcome: Sendable {
        var hasStruck = false
        /// Calls that were answered with 503 or the like, and succeeded later.
        var failures = 0
        var exitCode: Int32 = 0
        var acknowledged = 0
        var faults: [String] = []
    }

    init(_ injection: Injection) throws {
        self.injection = injection
        folder = try Folder()
    }

    func run() throws -> Outcome {
        var outcome = Outcome()
        let child = try Child(injection.tracer(in: folder) + (try Server.words(in: folder)))
        do { try live(on: child) } catch let wrong as Story.Wrong {
            outcome.faults.append("\(wrong)")
        } catch is Caller.Gone {} catch let late as Late {
            // That it has ended is what may happen; that it hangs is not.
            if child.exitCode == nil { outcome.faults.append("\(late)") }
        }
        child.send(SIGTERM)
        outcome.exitCode = try child.ended(within: 30)
        outcome.hasStruck = injection.hasStruck(in: folder, exitCode: outcome.exitCode)
        outcome.failures = stories.reduce(0) { $0 + $1.failures }
        outcome.acknowledged = stories.reduce(0) { $0 + $1.answers.count }
        switch outcome.exitCode {
        case 0: break
        case 1 where outcome.hasStruck && child.err.contains("yeyak: "): break
        case -SIGKILL where injection.fault == .kill: break
        default: outcome.faults.append("it ended with \(outcome.exitCode): \(child.err)")
        }
        outcome.faults += try findFaults()
        return outcome
    }

    private func live(on child: Child) throws {
        let server = try Server(child, in: folder)
        if injection.moment != .starting { try letRest(server) }
        if injection.moment == .talking { try Injection.arm(folder) }
        let caller = Caller(server.port, patience: 15)
        for story in stories { while try story.goOn(caller, patience: 40) {} }
        if injection.moment == .ending {
            try letRest(server)
            try Injection.arm(folder)
        } else {
            // The tail, and what the views write now and then.
            try until("a page", within: 10) { try caller.call("GET", "/myPages/3").status == 200 }
        }
    }

    /// Until nothing more is written.
    private func letRest(_ server: Server) throws {
        var last = -1
        try until("the ledger rests") {
            let facts = try server.facts()
            defer { last = facts }
            if facts != last { poll(nil, 0, 20) }
            return facts >= 2 && facts == last
        }
    }

    /// Starts it again without harm, and looks.
    private func findFaults() throws -> [String] {
        let child = try Child(try Server.words(in: folder))
        let server: Server
        do { server = try Server(child, in: folder) } catch {
            let code = child.exitCode.map { "\($0)" } ?? "none"
            return ["it does not start again: \(error), exit code \(code): \(child.err)"]
        }
        var audit = Audit(server, stories)
        do {
            try audit.finish(stories)
            if audit.faults.isEmpty { try audit.lookAtAll() }
        } catch {
            let code = child.exitCode.map { "\($0)" } ?? "none"
            return audit.faults + ["\(error), exit code \(code): \(child.err)"]
        }
        if !audit.faults.isEmpty {
            let asked = ["/readyz", "/reservations"].map { try? server.get($0).text }
            return audit.faults + ["it says \(asked), \(child.err)"]
        }
        guard try server.stop() == 0 else { return audit.faults + ["it ended badly: \(child.err)"] }
        try audit.verify()
        return audit.faults
    }
}
