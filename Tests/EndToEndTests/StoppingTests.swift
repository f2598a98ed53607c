import Glibc
import Testing
import Wire

@Suite("A server that is told to end", .apart) struct StoppingTests {
    @Test(arguments: [SIGTERM, SIGINT])
    func `says first that it is not ready, answers what it has, and loses nothing`(signal: Int32)
        throws
    {
        let folder = try Folder()
        let server = try Server(in: folder, pausing: 1)
        let acknowledged = Collected<(id: Int64, customer: String)>()
        let broken = Collected<String>()
        let readiness = Collected<Int>()
        try together(6) { thread in
            let caller = server.caller
            if thread == 0 {
                try until("some are acknowledged") { acknowledged.all.count > 50 }
                server.child.send(signal)
                while let answer = try? caller.call("GET", "/readyz") {
                    readiness.add(answer.status)
                    poll(nil, 0, 5)
                }
                return
            }
            for number in 0..<100_000 {
                let customer = "t\(thread)-\(number)"
                let wish: Document = ["customerId": .text(customer), "date": "20300105"]
                guard let answer = try? caller.call("POST", "/reservations", wish.bytes) else {
                    return
                }
                if answer.status == 201, let id = answer.id {
                    acknowledged.add((id, customer))
                } else if answer.status != 503 {
                    broken.add(answer.text)
                }
            }
        }
        #expect(try server.child.ended(within: 25) == 0, "\(server.child.err)")
        #expect(readiness.all.contains(503), "it was never heard to be unready")
        #expect(broken.all.isEmpty)
        let again = try Server(in: folder)
        let names = try Dictionary(
            uniqueKeysWithValues: again.all("/reservations").map { ($0.id, $0.text("customerId")) }
        )
        #expect(acknowledged.all.count > 50)
        for (id, customer) in acknowledged.all { #expect(names[id] == customer) }
    }

    @Test func `answers a request that has begun`() throws {
        let server = try Server(pausing: 1)
        let caller = server.caller
        try caller.connect()
        let body = #"{"customerId":"LATE","date":"20300105"}"#
        let head = "POST /reservations HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        caller.send(Array("\(head)Content-Length: \(body.utf8.count)\r\n\r\n{".utf8))
        server.child.send(SIGTERM)
        try until("it is not ready") { try server.get("/readyz").status == 503 }
        #expect(try server.get("/actuator/health").text == #"{"status":"OUT_OF_SERVICE"}"#)
        #expect(try server.get("/livez").status == 200)
        caller.send(Array(body.utf8.dropFirst()))
        #expect(caller.receive()?.status == 201)
        #expect(try server.child.ended(within: 25) == 0)
    }

    @Test func `does not wait for a client that never finishes`() throws {
        let server = try Server()
        let caller = server.caller
        try caller.connect()
        caller.send(
            Array("POST /reservations HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n".utf8)
        )
        #expect(try server.stop() == 0)
    }
}

@Suite("A full disk", .apart, .enabled(if: geteuid() == 0, "needs root for a small file system"))
struct FullDiskTests {
    @Test func `is answered as such, loses nothing, and is forgotten once there is room`() throws {
        let folder = try Folder()
        let data = folder.file("data")
        let made = try run(["mkdir", "-p", data])
        #expect(made.code == 0)
        let mounted = try run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", data])
        try #require(mounted.code == 0, "a small file system cannot be mounted: \(mounted.err)")
        defer { _ = try? run(["umount", "-l", data]) }
        let server = try Server(in: folder)
        var acknowledged: [Int64] = []
        let caller = server.caller
        func book() throws -> Answer {
            let long = String(repeating: "x", count: 250)
            let wish: Document = ["customerId": .text(long), "date": "20300105"]
            let answer = try caller.call("POST", "/reservations", wish.bytes)
            if answer.status == 201, let id = answer.id { acknowledged.append(id) }
            return answer
        }
        for _ in 0..<20 { #expect(try book().status == 201) }
        let filled = try run(["dd", "if=/dev/zero", "of=\(data)/filler", "bs=4k"])
        #expect(filled.code != 0)
        try until("the disk is full") {
            let answer = try book()
            if answer.status == 201 { return false }
            #expect([503, 507].contains(answer.status), "\(answer.text)")
            #expect(answer.field("Retry-After") != nil)
            expectProblem(answer, "a full disk")
            return true
        }
        for _ in 0..<5 { #expect([503, 507].contains(try book().status)) }
        #expect(try server.get("/livez").status == 200)
        #expect(try run(["rm", "\(data)/filler"]).code == 0)
        try until("it works again") { try book().status == 201 }
        let last = try #require(acknowledged.last)
        try server.item("/reservations/\(last)", "status", "Reservation Completed")
        try server.crash()
        let again = try Server(in: folder)
        let ids = Set(try again.all("/reservations").map(\.id))
        #expect(ids.isSuperset(of: acknowledged))
        #expect(Set(acknowledged).count == acknowledged.count)
        #expect(try facts(of: folder).of("PaymentFinished").count == ids.count)
        try again.crash()
    }
}
