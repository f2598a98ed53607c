import Glibc
import Testing
import Wire

@Suite("A disk that does not sync any more", .apart) struct FailingSyncTests {
    @Test func `ends the process with a word, and takes nothing that was acknowledged`() throws {
        let folder = try Folder()
        let failing = "inject=fdatasync:error=EIO:when=60+"
        let server = try Server(
            in: folder,
            under: [
                // The tracer is the grandchild: what is started, and ends, is the server.
                "strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync",
                "-e", failing,
            ]
        )
        var acknowledged: [String] = []
        for number in 0..<200 {
            let customer = "sync-\(number)"
            let wish: Document = ["customerId": .text(customer), "date": "20300105"]
            guard let answer = try? server.post("/reservations", wish), answer.status == 201 else {
                break
            }
            acknowledged.append(customer)
        }
        #expect(try server.child.ended(within: 20) == 1)
        #expect(server.child.err.contains("yeyak: ending at once"), "\(server.child.err)")
        #expect(!acknowledged.isEmpty && acknowledged.count < 200)

        let again = try Server(in: folder)
        for customer in acknowledged {
            let found = try again.get("/reservations?customerId=\(customer)")
            #expect(found.json["page"]?["totalElements"]?.asInteger == 1, "\(customer) is lost")
        }
        try again.stop()
    }
}
