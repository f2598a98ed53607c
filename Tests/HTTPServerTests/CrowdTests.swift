import HTTP
import HTTPServer
import Testing
import Threads

@Suite("Many requests that come at the same moment") struct CrowdTests {
    /// The C library takes 128 events at a time.
    @Test(arguments: [1, 127, 128, 129, 255, 256, 257])
    func `are all answered, whether or not another one follows`(count: Int) throws {
        let gate = Monitor(false)
        let recorder = Recorder { request, reply in
            // The only event loop stands still, so that the others come together.
            if request.path == "/hold" { gate.waiting(for: { $0 }, then: { _ in }) }
            echo(request, reply)
        }
        let server = try serve(recorder) { $0.threads = 1 }
        let holder = try RawClient(server.port)
        let clients = try (0..<count).map { _ in try RawClient(server.port) }
        // Nobody is new to the event loop any more.
        for client in clients {
            client.send("GET /first HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(client.receive()?.status == 200)
        }
        holder.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(eventually { recorder.seen.last?.path == "/hold" })
        for client in clients { client.send("GET /crowd HTTP/1.1\r\nHost: a\r\n\r\n") }
        gate.signalling {
            $0 = true
            return true
        }
        #expect(holder.receive()?.status == 200)
        let answered = clients.prefix { $0.receive()?.body == "GET /crowd " }.count
        #expect(answered == count)
    }
}
