import Foundation
import Testing
import Wire

@Suite("More callers than the disk can take", .apart) struct OverloadTests {
    /// Each sync takes so long that a crowd gathers meanwhile, on any machine.
    private static let slowDisk = [
        "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync",
        "-e", "inject=fdatasync:delay_enter=300000",
    ]

    @Test func `hear 503 when they would wait too long, and all others are served`() throws {
        let folder = try Folder()
        // Whatever goes wrong here, the traced server must not outlive the test.
        defer { _ = try? Child(["pkill", "-KILL", "-f", folder.path]).ended() }
        let server = try Server(
            "--max-wait-ms",
            "1",
            "--threads",
            "1",
            in: folder,
            under: Self.slowDisk
        )
        let callers = (0..<700).map { _ in Caller(server.port) }
        for caller in callers { try caller.connect() }
        var served = 0
        var refused: [Answer] = []
        for _ in 0..<10 where refused.isEmpty {
            for (number, caller) in callers.enumerated() {
                caller.send(booking(number, server.port))
                // Never more than can be read: that would be another reason to refuse them.
                if number % 100 == 99 { #expect(try server.get("/livez").status == 200) }
            }
            for path in ["/livez", "/readyz", "/metrics", "/actuator/health", "/openapi.json"] {
                #expect(try server.get(path).status == 200, "\(path)")
            }
            for caller in callers {
                let answer = try #require(caller.receive(), "a call has no answer")
                if answer.status == 201 { served += 1 } else { refused.append(answer) }
            }
        }
        try expect(refused)
        #expect(served >= 256)
        // The same connections, and nobody who was refused has booked.
        for caller in callers.prefix(20) {
            let answer = try caller.call("GET", "/reservations?size=1")
            #expect(answer.json["page"]?["totalElements"]?.asInteger == Int64(served))
        }
        let line = try server.get("/metrics").text.split(separator: "\n").first {
            $0.hasPrefix("yeyak_ledger_turned_away_total ")
        }
        #expect(line == "yeyak_ledger_turned_away_total \(refused.count)")
    }

    /// Whoever decides, syncs or shows must not keep those waiting who refuse.
    @Test func `are read and answered before anything else is done`() throws {
        let server = try Server()
        let own = getpriority(Int32(PRIO_PROCESS.rawValue), 0)
        let steps = try steps(of: server.child.pid).mapValues { $0.map { $0 - own }.sorted() }
        #expect(steps["http"] == [0, 0])
        let others = steps.filter { $0.key != "http" }.values.flatMap { $0 }
        // The sealer and the brisk views, the ledger, the calm views.
        #expect(others.filter { $0 > 0 }.sorted() == [3, 3, 6, 13].map { min($0, 19 - own) })
        #expect(try server.stop() == 0)
    }

    /// How nice the threads of a process are, by their names: the nineteenth field of proc(5).
    private func steps(of process: pid_t) throws -> [String: [Int32]] {
        let tasks = "/proc/\(process)/task"
        var steps: [String: [Int32]] = [:]
        for task in try FileManager.default.contentsOfDirectory(atPath: tasks) {
            let stat = try String(contentsOfFile: "\(tasks)/\(task)/stat", encoding: .utf8)
            let name = String(stat.drop { $0 != "(" }.dropFirst().prefix { $0 != ")" })
            let fields = try #require(stat.split(separator: ") ").last).split(separator: " ")
            steps[name, default: []].append(try #require(Int32(fields[16])))
        }
        return steps
    }

    private func booking(_ number: Int, _ port: UInt16) -> [UInt8] {
        let wish: Document = ["customerId": .text("crowd-\(number)"), "date": "20300105"]
        let head = """
            POST /reservations HTTP/1.1\r
            Host: 127.0.0.1:\(port)\r
            Origin: http://page\r
            Content-Type: application/json\r
            Content-Length: \(wish.bytes.count)\r
            \r

            """
        return Array(head.utf8) + wish.bytes
    }

    private func expect(_ refused: [Answer]) throws {
        #expect(!refused.isEmpty)
        for answer in refused {
            #expect(answer.status == 503)
            #expect(answer.field("Retry-After") == "1")
            #expect(answer.field("Content-Type") == "application/problem+json")
            #expect(answer.field("Access-Control-Allow-Origin") == "http://page")
            #expect(answer.field("Date")?.hasSuffix("GMT") == true)
            #expect(answer.field("Connection") == nil)
            #expect(answer["path"]?.asText == "/reservations")
            #expect(answer["type"]?.asText == "/problems/unavailable")
        }
    }
}
