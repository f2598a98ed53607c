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
        let isHeld = Monitor(false)
        let isFree = Monitor(false)
        /// By threads, where each of them might run when it was asked last.
        let processors = Monitor<[String: Processors?]>([:])

        func turnsAway(
            method: String,
            path: String,
            localPort: UInt16,
            isPressed: Bool
        ) -> Bool { isPressed && path == "/crowd" }

        func respond(to request: HTTPRequest, reply: HTTPReply) {
            let thread = "\(pthread_self())"
            processors.locked { $0[thread] = Processors.ofThisThread() }
            if request.path == "/hold" {
                isHeld.locked { $0 = true }
                isFree.waiting(for: { $0 }, then: { _ in })
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
                try RawClient(server.port)
            }
        }

        /// The thread that serves each of them.
        func threads(of clients: [RawClient]) -> [String] {
            clients.map { client in
                client.send(get("/who"))
                return client.receive()?.body ?? "nobody"
            }
        }

        /// All that the one loop has come to it while it stands still.
        func crowd(_ clients: [RawClient], saying request: String) -> [Int] {
            holder.send(get("/hold"))
            #expect(eventually { witness.isHeld.locked { $0 } })
            for client in clients { client.send(request) }
            witness.isFree.signalling {
                $0 = true
                return true
            }
            #expect(holder.receive()?.status == 200)
            return clients.map { $0.receive()?.status ?? 0 }
        }
    }

    @Test func `gives whom it has served to one that does, and all are served on`() throws {
        let house = try House()
        let before = house.threads(of: house.clients)
        let holding = house.threads(of: [house.holder])[0]
        let its = house.clients.indices.filter { before[$0] == holding }
        #expect(Set(before).count == 2 && its.count == Self.clientCount / 2)
        let ours = its.map { house.clients[$0] }
        let answers = house.crowd(ours, saying: get("/crowd"))
        #expect(answers.allSatisfy { [200, 503].contains($0) })
        // It looks at 128 at once: the second time it knows that it is behind, and the third time
        // it sees the end of them.
        let after = house.threads(of: house.clients)
        #expect(its.count { after[$0] != holding } == 128)
        #expect(
            house.clients.indices.allSatisfy { before[$0] == holding || after[$0] == before[$0] }
        )
        // Whoever has moved ends and begins like any other.
        #expect(house.threads(of: house.clients) == after)
        #expect(eventually { house.server.requestsInFlight == 0 })
    }

    @Test func `keeps whom it has not heard to the end`() throws {
        let house = try House()
        let before = house.threads(of: house.clients)
        let holding = house.threads(of: [house.holder])[0]
        let ours = house.clients.indices.filter { before[$0] == holding }.map { house.clients[$0] }
        // The next request has begun when this one is answered.
        let answers = house.crowd(ours, saying: get("/crowd") + "GET /who HTTP/1.1\r\nHo")
        #expect(answers.allSatisfy { [200, 503].contains($0) })
        for client in ours { client.send("st: a\r\n\r\n") }
        #expect(ours.allSatisfy { $0.receive()?.body == holding })
    }

    @Test func `keeps all of them with few connections`() throws {
        let house = try House { $0.connectionsAtEase = Self.clientCount + 1 }
        let before = house.threads(of: house.clients)
        let holding = house.threads(of: [house.holder])[0]
        let ours = house.clients.indices.filter { before[$0] == holding }.map { house.clients[$0] }
        #expect(house.crowd(ours, saying: get("/crowd")).allSatisfy { $0 == 200 })
        #expect(house.threads(of: house.clients) == before)
    }

    @Test func `shares no processor with the others, for as long as it takes`() throws {
        let house = try House()
        let before = house.threads(of: house.clients)
        let holding = house.threads(of: [house.holder])[0]
        let places = house.witness.processors.locked { $0 }
        let all = try #require(places[holding] ?? nil)
        #expect(places.values.allSatisfy { $0 == all })
        let ours = house.clients.indices.filter { before[$0] == holding }.map { house.clients[$0] }
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
