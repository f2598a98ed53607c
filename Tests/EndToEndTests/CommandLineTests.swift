import Foundation
import Glibc
import Testing
import Wire

@Suite("The command line", .apart) struct CommandLineTests {
    @Test(arguments: ["run", "events", "dead-letters", "rebuild", "config", "version"])
    func `explains every command, with an example`(command: String) throws {
        for words in [[command, "--help"], ["help", command]] {
            let ended = try run([try Binary.path()] + words)
            #expect(ended.code == 0)
            #expect(ended.out.contains("Example: yeyak \(command)"))
            #expect(ended.err.isEmpty)
        }
        #expect(try yeyak("help").out.contains("yeyak \(command)"))
    }

    @Test(arguments: [
        ([], "say what to do"),
        (["sing"], "there is no command 'sing'"),
        (["run", "--loud"], "there is no option '--loud'"),
        (["run", "barber"], "there is no business 'barber'; there are: hairshop"),
        (["run", "--without", "kitchen"], "there is no service 'kitchen'; there are: hairshop,"),
        (["run", "--port", "many"], "port (option) must be a number from 0 to 65535, not 'many'"),
        (["run", "--port", "65536"], "must be a number from 0 to 65535"),
        (["run", "--port"], "'--port' needs a value"),
        (["run", "--hairshop-assignment", "chance"], "must be one of: auto, manual, not 'chance'"),
        (["run", "--config", "/nowhere.conf"], "the settings file '/nowhere.conf' cannot be read"),
        (["config", "shop"], "'yeyak config' takes no names"),
        (["events", "--loud"], "there is no option '--loud'"),
        (["events", "--correlation", "x"], "'--correlation' takes the id of a fact"),
        (["events", "--business", "barber"], "there is no business 'barber'"),
    ])
    func `says what it does not understand, and ends with 2`(words: [String], what: String) throws {
        let ended = try run([try Binary.path()] + words)
        #expect(ended.code == 2)
        #expect(ended.err.contains(what), "\(ended.err)")
        #expect(ended.err.hasSuffix("Try 'yeyak help'.\n"))
    }

    @Test func `refuses an environment and a file with settings that nobody knows`() throws {
        let one = try yeyak("config", environment: ["YEYAK_HAIRSHOP_ASIGNMENT": "manual"])
        #expect(one.code == 2)
        #expect(one.err.contains("'YEYAK_HAIRSHOP_ASIGNMENT'"))
        let two = try yeyak("config", environment: ["YEYAK_PORT": "no"])
        #expect(two.code == 2)
        #expect(two.err.contains("port (environment) must be a number"))
        let folder = try Folder()
        for (text, what) in [
            ("port = 1\nhat = 2\n", "line 2: there is no setting 'hat'"),
            ("port\n", "line 1: write 'name = value'"), ("port = x\n", "must be a number"),
        ] {
            let ended = try yeyak("config", "--config", try folder.write(text, to: "a.conf"))
            #expect(ended.code == 2)
            #expect(ended.err.contains(what), "\(ended.err)")
        }
    }

    @Test func `prints all settings in the form that a file takes`() throws {
        let folder = try Folder()
        let first = try yeyak("config", "--port", "1234", "--hairshop-assignment", "manual")
        #expect(first.code == 0)
        let path = try folder.write(first.out, to: "yeyak.conf")
        let second = try yeyak("config", "--config", path)
        #expect(second.code == 0, "\(second.err)")
        func values(_ text: String) -> [String] {
            text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
        }
        #expect(values(first.out) == values(second.out))
        #expect(values(first.out).contains("port = 1234"))
        let flags = first.out.split(separator: "\n").filter { $0.hasPrefix("# --") }
        #expect(flags.count == values(first.out).count && flags.count >= 17)
        let server = try Server("--config", path)
        #expect(try server.get("/livez").status == 200)
    }

    @Test func `takes a flag before the environment before the file before the default`() throws {
        let folder = try Folder()
        let file = try folder.write("port = 1\nhost = ::1\nthreads = 3\n", to: "a.conf")
        let variables = ["YEYAK_PORT": "2", "YEYAK_HOST": "127.0.0.2", "YEYAK_CONFIG": file]
        let text = try yeyak("config", "--port", "3", environment: variables).out
        for (line, origin) in [
            ("port = 3", "option"), ("host = 127.0.0.2", "environment"), ("threads = 3", file),
            ("cache-mib = 32", "default"),
        ] {
            #expect(text.contains("(\(origin))\n\(line)\n"), "\(text)")
        }
    }

    @Test func `says with 1 that a port or a folder is taken`() throws {
        let server = try Server()
        let folder = try Folder()
        let port = try yeyak("run", "--port", "\(server.port)", "--data", folder.file("data"))
        #expect(port.code == 1)
        #expect(port.err.contains("\(server.port)"))
        let data = try yeyak("run", "--port", "0", "--data", server.folder.file("data"))
        #expect(data.code == 1)
        #expect(data.err.contains("cannot be used"))
        #expect(try server.book(["date": "20300105"]) == 1)
        let file = try folder.write("", to: "file")
        #expect(try yeyak("run", "--port", "0", "--data", "\(file)/data").code == 1)
    }

    @Test func `greets with its address, its folder and calls to try`() throws {
        let server = try Server()
        let out = server.child.out
        #expect(out.contains("listening on http://127.0.0.1:\(server.port)\n"))
        #expect(out.contains("data in \(server.folder.file("data"))\n"))
        #expect(out.split(separator: "\n").filter { $0.hasPrefix("  http ") }.count == 3)
    }
}

@Suite("Its events", .apart) struct EventTests {
    private func served() throws -> Server {
        let server = try Server()
        _ = try server.book(["customerId": "A", "date": "20300105"])
        try server.item("/reservations/1", "status", "Reservation Completed")
        return server
    }

    @Test func `are CloudEvents with the members that old consumers read`() throws {
        let server = try served()
        let facts = try facts(of: server.folder)
        #expect(facts.count == (try server.facts()))
        for fact in facts {
            #expect(fact.text("specversion") == "1.0")
            for name in ["id", "source", "type", "subject", "time", "correlationid"] {
                #expect(!fact.text(name).isEmpty, "\(name)")
            }
            #expect(fact.text("schemaversion") == "1")
            let data = try #require(fact["data"])
            #expect(data.text("eventType") == fact.text("type"))
            #expect(data.text("timestamp").utf8.count == 14)
            #expect(data["me"] == true)
        }
        #expect(try EndToEndTests.facts(of: server.folder, "--business", "hairshop") == facts)
    }

    @Test func `are told as they come, until nobody listens`() throws {
        let server = try served()
        let data = server.folder.file("data")
        let follower = try Child([try Binary.path(), "events", "--follow", "--data", data])
        try until("it has told all there is") {
            try follower.out.split(separator: "\n").count == server.facts()
        }
        _ = try server.book(["customerId": "NEW", "date": "20300105"])
        try until("it tells the new one", within: 2) { follower.out.contains("\"NEW\"") }
        follower.send(SIGTERM)
        let code = try follower.ended(within: 5)
        #expect(code == -SIGTERM || code == 0)
        let binary = try Binary.path()
        let script = "\(binary) events --follow --data \(data) | head -n 1"
        let piped = try Child(["sh", "-c", script])
        try until("head has a line") { piped.out.contains("specversion") }
        _ = try server.book(["customerId": "PIPE", "date": "20300105"])
        #expect(try piped.ended(within: 10) == 0)
    }

    @Test func `of no ledger are an error`() throws {
        let folder = try Folder()
        let ended = try yeyak("events", "--data", folder.path)
        #expect(ended.code == 1)
        #expect(ended.err == "yeyak: there is no ledger in '\(folder.path)'\n")
    }
}
