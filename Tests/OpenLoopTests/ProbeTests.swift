import Testing
import Threads

@testable import OpenLoop

@Suite("A probe", .serialized)
struct ProbeTests {
    private func probe(_ server: FakeServer) -> Probe {
        var probe = Probe(
            port: server.port,
            booking: Request("POST", "/reservations", host: "h", body: "{\"c\":\"{number}\"}")
        )
        probe.seconds = 0.5
        return probe
    }

    @Test func `counts from the answer until the page shows that all is done`() throws {
        let booked = Monitor<[String: Int64]>([:])
        let server = try FakeServer { number, line in
            if line.hasPrefix("POST") {
                booked.locked { $0["/myPages/\(number)"] = monotonicMilliseconds() }
                return http(201, "Location: http://h/reservations/\(number)\r\n")
            }
            let path = line.split(separator: " ")[1]
            let age = monotonicMilliseconds() - (booked.locked { $0[String(path)] } ?? 0)
            let isDone = age >= 100
            return http(200, "", isDone ? "{\"status\":\"Reservation Completed\"}" : "{}")
        }
        defer { server.stop() }
        let lag = try probe(server).look()
        #expect(lag.durations.count == 10)
        #expect(lag.failed == 0 && lag.unfinished == 0)
        #expect(lag.durations.duration(atShare: 0.5) >= 95_000_000)
    }

    @Test func `says what was never finished`() throws {
        let server = try FakeServer { number, line in
            line.hasPrefix("POST") ? http(201, "Location: /r/\(number)\r\n") : http(200)
        }
        defer { server.stop() }
        var probe = probe(server)
        probe.patienceSeconds = 0.2
        let lag = try probe.look()
        #expect(lag.unfinished == 10)
        #expect(lag.durations.count == 0)
    }

    @Test func `counts what was not booked as failed`() throws {
        let server = try FakeServer { _, _ in http(503) }
        defer { server.stop() }
        let lag = try probe(server).look()
        #expect(lag.failed == 10)
    }
}
