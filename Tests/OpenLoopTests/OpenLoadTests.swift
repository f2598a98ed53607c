import Glibc
import Testing

@testable import OpenLoop

/// Stands still for so many milliseconds.
private func stall(_ milliseconds: Int32) { poll(nil, 0, milliseconds) }

private func load(
    _ server: FakeServer,
    perSecond: Double = 500,
    body: String? = nil
) -> OpenLoad {
    var load = OpenLoad(
        port: server.port,
        request: Request(body == nil ? "GET" : "POST", "/x", host: "h", body: body),
        arrivals: Arrivals(.constant, perSecond: perSecond)
    )
    load.seconds = 1
    load.connections = 4
    return load
}

@Suite("An open load", .serialized)
struct OpenLoadTests {
    @Test func `offers every request once, and counts the answers`() throws {
        let server = try FakeServer { _, _ in http(200) }
        defer { server.stop() }
        let measurement = try load(server).offer()
        #expect(measurement.offered == 500)
        #expect(measurement.statuses == [200: 500])
        #expect(measurement.succeeded.count == 500)
        #expect(measurement.all.count == 500)
        #expect(measurement.unanswered == 0 && measurement.broken == 0)
        #expect(server.requests == 500)
        // Generous, for busy machines; the stall below would show even so.
        #expect(measurement.succeeded.duration(atShare: 0.5) < 80_000_000)
    }

    /// One stall of 200 ms delays the 100 requests that were due in it, though only four of them
    /// could be under way: who counts from the sending would see four slow ones of 500.
    @Test func `counts from the time when a request was due`() throws {
        let still = Stall()
        let server = try FakeServer { number, _ in
            if number == 100 { still.begin(milliseconds: 200) }
            still.wait()
            return http(200)
        }
        defer { server.stop() }
        let measurement = try load(server).offer()
        // All that was due has been offered, whatever the server did.
        #expect(measurement.offered == 500)
        let slowest = measurement.succeeded.duration(atShare: 1)
        #expect(slowest >= 195_000_000)
        #expect(measurement.succeeded.duration(atShare: 0.99) >= 150_000_000)
        // A fifth of all was due during the stall: every tenth has waited for half of it.
        #expect(measurement.succeeded.duration(atShare: 0.9) >= 80_000_000)
        #expect(measurement.beforeSending.duration(atShare: 0.99) >= 100_000_000)
    }

    @Test func `needs no more connections than requests are under way`() throws {
        let server = try FakeServer { _, _ in http(200) }
        defer { server.stop() }
        let measurement = try load(server, perSecond: 20).offer()
        #expect(measurement.statuses == [200: 20])
        // One will do. A busy machine may need a second one, but never all four.
        #expect(server.usedConnections < 4)
    }

    /// Who is due in the middle of a pause is sent at its end, and read at the end of the next one.
    @Test func `counts its own pauses as well`() throws {
        let server = try FakeServer { _, _ in http(200) }
        defer { server.stop() }
        var load = load(server)
        load.connections = 64
        load.pauseMicroseconds = 40_000
        let measurement = try load.offer()
        #expect(measurement.offered == 500)
        #expect(measurement.statuses == [200: 500])
        #expect(measurement.all.duration(atShare: 0.5) >= 40_000_000)
        #expect(measurement.beforeSending.duration(atShare: 0.5) >= 15_000_000)
    }

    @Test func `keeps refusals apart, and sees whether they say when to come again`() throws {
        let server = try FakeServer { number, _ in
            switch number % 4 {
            case 0: http(503, "retry-AFTER: 1\r\n")
            case 1: http(503)
            case 2: http(404)
            default: http(201, "Location: /reservations/\(number)\r\n")
            }
        }
        defer { server.stop() }
        let measurement = try load(server, body: "{}").offer()
        #expect(measurement.refused.count == 250)
        #expect(measurement.refusedWithRetryAfter == 125)
        #expect(measurement.succeeded.count == 125)
        #expect(measurement.statuses == [201: 125, 404: 125, 503: 250])
    }

    @Test func `does not forget who got no answer`() throws {
        let server = try FakeServer { number, _ in
            if number > 100 { stall(2_000) }
            return http(200)
        }
        defer { server.stop() }
        var load = load(server)
        load.patienceSeconds = 0.2
        let measurement = try load.offer()
        #expect(measurement.unanswered == measurement.offered - 100)
        #expect(measurement.all.count == 500)
        #expect(measurement.all.duration(atShare: 0.99) >= 900_000_000)
        #expect(measurement.succeeded.count == 100)
    }

    @Test func `opens a connection again that has ended`() throws {
        let server = try FakeServer { number, _ in
            switch number % 10 {
            case 0: ""
            case 5: http(200, "Connection: close\r\n")
            default: http(200)
            }
        }
        defer { server.stop() }
        let measurement = try load(server, perSecond: 100).offer()
        #expect(measurement.broken == 10)
        #expect(measurement.statuses == [200: 90])
    }

    @Test func `says so when nobody listens`() throws {
        let server = try FakeServer { _, _ in http(200) }
        server.stop()
        #expect(throws: ClientFailure.self) { try load(server).offer() }
    }
}
