import Glibc
import HTTP
import Testing
import Threads

@testable import HTTPServer

/// Two event loops, one of which does not keep up: whom it has served goes on at the other.
@Suite("An event loop that does not keep up") struct SharingTests {
    private static let clientCount = 600

    /// Says on which thread it was asked, and stands still or takes its time where it is told to.
    private final class Witness: HTTPResponder {
        /// The paths that were asked for so far, and those whose askers may go on.
        let held = Monitor<Set<String>>([])
        let free = Monitor<Set<String>>([])
        /// By threads, where each of them might run when it was asked last.
        let processors = Monitor<[String: Processors?]>([:])

        func crowdedParts(isPressed: Bool) -> HTTPParts { isPressed ? .all : [] }

        func neededParts(method: String, path: String, localPort: UInt16) -> HTTPParts {
            path == "/crowd" ? .all : []
        }

        func respond(to request: HTTPRequest, reply: HTTPReply) {
            let thread = "\(pthread_self())"
            processors.locked { $0[thread] = Processors.ofThisThread() }
            if request.path.hasPrefix("/hold") {
                held.locked { _ = $0.insert(request.path) }
                free.waiting(for: { $0.contains(request.path) }, then: { _ in })
            }
            if request.path == "/crowd" { usleep(200) }
            reply(HTTPResponse(status: 200, fields: [], body: Array(thread.utf8)))
        }

        func refusal(status: Int, detail: String, path: String, origin: String?) -> HTTPResponse {
            HTTPResponse(status: status, fields: [], body: [])
        }
    }

    private struct House {
        let witness = Witness()
        let server: HTTPServer
        let holder: RawClient
        let clients: [RawClient]

        init(_ change: (inout HTTPLimits) -> Void = { _ in }) throws {
            server = try serve(witness) {
                $0.threads = 2
                $0.connections = SharingTests.clientCount + 10
                change(&$0)
            }
            holder = try RawClient(server.port)
            clients = try (0..<SharingTests.clientCount).map { [server] _ in
                try RawClient(server.port, timeoutMilliseconds: 10_000)
            }
        }

        /// The thread that serves each of them.
        func threads(of clients: [RawClient]) -> [String] {
            clients.map { client in
                client.send(get("/who"))
                return client.receive()?.body ?? "nobody"
            }
        }

        /// The thread of each, that of who holds it up, and those who are served by it.
        func beginning() -> (before: [String], holding: String, ours: [RawClient]) {
            let before = threads(of: clients)
            let holding = threads(of: [holder])[0]
            return (before, holding, zip(clients, before).filter { $1 == holding }.map(\.0))
        }

        /// Makes the loop of a client stand still, until it is let go.
        func hold(_ client: RawClient, _ path: String = "/hold") {
            client.send(get(path))
            #expect(eventually { witness.held.locked { $0.contains(path) } })
        }

        func letGo(_ path: String = "/hold") {
            witness.free.announcing { _ = $0.insert(path) }
        }

        /// All that the one loop has come to it while it stands still.
        func crowd(_ clients: [RawClient], saying request: String) -> [Int] {
            hold(holder)
            for client in clients { client.send(request) }
            letGo()
            #expect(holder.receive()?.status == 200)
            return clients.map { $0.receive()?.status ?? 0 }
        }
    }

    @Test func `gives whom it has served to one that does, and all are served on`() throws {
        let house = try House()
        let (before, holding, ours) = house.beginning()
        #expect(Set(before).count == 2 && ours.count == Self.clientCount / 2)
        let answers = house.crowd(ours, saying: get("/crowd"))
        #expect(answers.allSatisfy { [200, 503].contains($0) })
        // It looks at 128 at once: the second time it knows that it is behind, and the third time
        // it sees the end of them.
        let after = house.threads(of: house.clients)
        let moved = house.clients.indices.filter { after[$0] != before[$0] }
        #expect(moved.count == 128 && moved.allSatisfy { before[$0] == holding })
        // Whoever has moved ends and begins like any other.
        #expect(house.threads(of: house.clients) == after)
        #expect(eventually { house.server.requestsInFlight == 0 })
    }

    @Test func `keeps all of them while the other one does not either`() throws {
        let house = try House()
        let (before, holding, ours) = house.beginning()
        let others = zip(house.clients, before).filter { $1 != holding }.map(\.0)
        // The other one finds as much as it can look at, and stands still with the first of them.
        house.hold(others[0], "/hold/before")
        for client in others.dropFirst() { client.send(get("/hold/first")) }
        house.letGo("/hold/before")
        #expect(eventually { house.witness.held.locked { $0.contains("/hold/first") } })
        #expect(house.crowd(ours, saying: get("/crowd")).allSatisfy { [200, 503].contains($0) })
        house.letGo("/hold/first")
        #expect(others.allSatisfy { $0.receive()?.status == 200 })
        #expect(house.threads(of: ours).allSatisfy { $0 == holding })
    }

    @Test func `gives away nobody for good: the time to say something is as long as before`() throws
    {
        let house = try House { $0.idleSeconds = 5 }
        let (_, _, ours) = house.beginning()
        _ = house.crowd(ours, saying: get("/crowd"))
        // Those who have moved are among them; to be asked where they are would give them more.
        #expect(ours.allSatisfy { $0.isEnded() })
    }

    @Test func `keeps whom it has not heard to the end`() throws {
        let house = try House()
        let (_, holding, ours) = house.beginning()
        // The next request has begun when this one is answered.
        let answers = house.crowd(ours, saying: get("/crowd") + "GET /who HTTP/1.1\r\nHo")
        #expect(answers.allSatisfy { [200, 503].contains($0) })
        for client in ours { client.send("st: a\r\n\r\n") }
        #expect(ours.allSatisfy { $0.receive()?.body == holding })
    }

    @Test func `keeps all of them with few connections`() throws {
        let house = try House { $0.connectionsAtEase = Self.clientCount + 1 }
        let (before, _, ours) = house.beginning()
        #expect(house.crowd(ours, saying: get("/crowd")).allSatisfy { $0 == 200 })
        #expect(house.threads(of: house.clients) == before)
    }

    @Test func `shares no processor with the others, for as long as it takes`() throws {
        let house = try House()
        let (_, holding, ours) = house.beginning()
        let places = house.witness.processors.locked { $0 }
        let all = try #require(places[holding] ?? nil)
        #expect(places.values.allSatisfy { $0 == all })
        _ = house.crowd(ours, saying: get("/crowd"))
        // The other one may have slept until now.
        #expect(
            eventually {
                _ = house.threads(of: house.clients)
                let apart = house.witness.processors.locked { $0.values.compactMap { $0 } }
                return apart.allSatisfy { $0.count == 1 }
                    && (apart[0] != apart[1] || all.count == 1)
            }
        )
        #expect(
            eventually {
                usleep(50_000)
                _ = house.threads(of: house.clients)
                return house.witness.processors.locked { $0.values.allSatisfy { $0 == all } }
            }
        )
    }
}

private func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n" }
