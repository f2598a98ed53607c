import Glibc
import HTTP
import HTTPServer
import Testing
import Threads

@Suite("Many requests that come at the same moment") struct CrowdTests {
    /// An event loop takes 128 events at a time.
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

@Suite("Many replies that come at the same moment") struct RepliesTests {
    /// Four requests, each of which is sent while the one before it is answered: four times the
    /// event loop looks at its sockets, before and after it has heard of five hundred replies.
    @Test func `do not keep the next requests waiting until all are sent`() throws {
        let shelf = Shelf()
        let gate = Monitor(false)
        let chain = Monitor<[RawClient]>([])
        let inFlight = Monitor<(@Sendable () -> Int)?>(nil)
        let unsent = Monitor<[Int]>([])
        let recorder = Recorder { request, reply in
            switch request.path {
            case "/held": return shelf.put(request, reply)
            case "/release":
                // By now the next request is there as well.
                gate.waiting(for: { $0 }, then: { _ in })
                shelf.answerAll()
            case "/next":
                let count = inFlight.locked { $0 }?() ?? 0
                unsent.locked { $0.append(count) }
                chain.locked { $0.popLast()?.send(get("/next")) }
            default: break
            }
            echo(request, reply)
        }
        let server = try serve(recorder) { $0.threads = 1 }
        inFlight.locked { $0 = { server.requestsInFlight } }
        defer { inFlight.locked { $0 = nil } }
        let held = try (0..<500).map { _ in try RawClient(server.port) }
        let releasing = try RawClient(server.port)
        let next = try (0..<4).map { _ in try RawClient(server.port) }
        // The event loop knows all of them before.
        for client in next {
            client.send(get("/first"))
            #expect(client.receive()?.status == 200)
        }
        chain.locked { $0 = next.dropLast() }
        for client in held { client.send(get("/held")) }
        #expect(eventually { shelf.count == held.count })
        releasing.send(get("/release"))
        #expect(eventually { recorder.seen.last?.path == "/release" })
        next.last?.send(get("/next"))
        gate.signalling {
            $0 = true
            return true
        }
        #expect(next.reversed().prefix { $0.receive()?.body == "GET /next " }.count == next.count)
        #expect(unsent.locked { $0.count } == next.count)
        #expect(unsent.locked { $0.last } ?? 0 > 200)
        #expect(held.prefix { $0.receive()?.body == "GET /held " }.count == held.count)
        #expect(releasing.receive()?.status == 200)
    }

    @Test func `are all sent, also those of the next moment, and of the one after that`() throws {
        let shelf = Shelf()
        let server = try serve(Recorder { shelf.put($0, $1) }) { $0.threads = 1 }
        let clients = try (0..<3).map { _ in try RawClient(server.port, timeoutMilliseconds: 2_000)
        }
        for moment in 0..<3 {
            for client in clients { client.send(get("/\(moment)")) }
            #expect(eventually { shelf.count == clients.count })
            shelf.answerAll()
            let answered = clients.prefix { $0.receive()?.body == "GET /\(moment) " }.count
            #expect(answered == clients.count)
        }
    }
}

@Suite("A server that cannot read as fast as requests come") struct PressedTests {
    /// Turns away whom it is told to when it is pressed, and takes its time for all others.
    private struct Pressed: HTTPResponder {
        let gate: Monitor<Bool>
        let isHeld: Monitor<Bool>

        func crowdedParts(isPressed: Bool) -> HTTPParts { isPressed ? .all : [] }
        func neededParts(method: String, path: String, localPort: UInt16) -> HTTPParts { .all }

        func respond(to request: HTTPRequest, reply: HTTPReply) {
            if request.path == "/hold" {
                isHeld.locked { $0 = true }
                gate.waiting(for: { $0 }, then: { _ in })
            }
            if request.path == "/crowd" { usleep(200) }
            echo(request, reply)
        }

        func refusal(status: Int, detail: String, path: String, origin: String?) -> HTTPResponse {
            HTTPResponse(status: status, fields: [], body: [])
        }
    }

    /// What three hundred are told who come while the only event loop stands still.
    private func answers(_ change: (inout HTTPLimits) -> Void) throws -> [Int] {
        let gate = Monitor(false)
        let isHeld = Monitor(false)
        let server = try serve(Pressed(gate: gate, isHeld: isHeld)) {
            $0.threads = 1
            change(&$0)
        }
        let holder = try RawClient(server.port)
        let clients = try (0..<300).map { _ in try RawClient(server.port) }
        for client in clients {
            client.send(get("/first"))
            #expect(client.receive()?.status == 200)
        }
        holder.send(get("/hold"))
        // On a busy machine the event loop would come late, and see a part of the crowd with it.
        #expect(eventually { isHeld.locked { $0 } })
        for client in clients { client.send(get("/crowd")) }
        gate.signalling {
            $0 = true
            return true
        }
        #expect(holder.receive()?.status == 200)
        let crowd = clients.map { $0.receive()?.status ?? 0 }
        // When all were read it is at ease again.
        let next = clients.prefix(100).map { client in
            client.send(get("/next"))
            return client.receive()?.status ?? 0
        }
        #expect(next.allSatisfy { $0 == 200 })
        return crowd
    }

    @Test func `says so while it does not see the end of them`() throws {
        let answers = try answers { $0.connectionsAtEase = 256 }
        // It looks at 128 at once, and sees the end of them with the last 44. Before it takes
        // itself for pressed, it has taken a few of the first.
        #expect(answers.count { $0 == 503 } >= 127)
        #expect(answers.count { $0 == 200 } >= 46)
        #expect(answers.allSatisfy { [200, 503].contains($0) })
    }

    @Test func `does not say so with few connections`() throws {
        let answers = try answers { $0.connectionsAtEase = 301 }
        #expect(answers.allSatisfy { $0 == 200 })
    }
}

private func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n" }
