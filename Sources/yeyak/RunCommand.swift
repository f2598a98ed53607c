import Calendar
import Foundation
import Glibc
import HTTP
import HTTPServer
import Kit
import Memory
import REST
import Runtime
import SQLiteStore
import Threads
import Wire

/// Serves businesses until a signal ends it.
struct RunCommand {
    private let settings: Settings
    private let entries: [Businesses.Entry]

    init(_ arguments: [String]) throws {
        settings = try Settings(arguments, environment: ProcessInfo.processInfo.environment)
        entries = try Businesses.named(settings.words)
        let services = Set(
            entries.flatMap { entry in
                entry.map.ports.flatMap { [$0.service, "\(entry.name)/\($0.service)"] }
            }
        )
        for name in settings.list("without") where !services.contains(name) {
            throw UsageError(
                "there is no service '\(name)'; there are: "
                    + services.sorted().joined(separator: ", ")
            )
        }
        if settings.isOn("service-ports"), entries.count > 1 {
            throw UsageError("--service-ports needs one business: their ports are the same")
        }
    }

    func run() throws {
        var signals = Signals()
        Memory.giveBackInBackground()
        let started = monotonicMilliseconds()
        let folder = URL(filePath: settings.text("data")).path
        try makeFolder(folder)
        let readiness = Lifecycle()
        let process = try ServingProcess(
            entries: entries,
            settings: settings,
            folder: folder,
            readiness: readiness
        )
        let servers = try listen(process, readiness)
        try process.openBusinesses()
        readiness.set(nil)
        greet(servers, folder: folder, milliseconds: monotonicMilliseconds() - started)

        _ = signals.wait(seconds: nil)
        readiness.set("the server is about to stop")
        say("yeyak: ending; what is under way is finished first", to: STDERR_FILENO)
        let drain = settings.number("drain-seconds")
        if drain > 0 { _ = signals.wait(seconds: drain) }
        for server in servers { server.server.stopAccepting() }
        wait(upTo: 8_000) { servers.allSatisfy { $0.server.requestsInFlight == 0 } }
        for server in servers { server.server.stop(within: 1) }
        process.stop()
        say("yeyak: ended, all is durable", to: STDERR_FILENO)
    }

    /// Waits until something is so, but no longer than so many milliseconds.
    private func wait(upTo milliseconds: Int64, until isSo: () -> Bool) {
        let end = monotonicMilliseconds() + milliseconds
        while !isSo(), monotonicMilliseconds() < end { poll(nil, 0, 10) }
    }

    private func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw CommandError("the data folder '\(path)' cannot be made")
        }
    }

    private struct Listening {
        let server: HTTPServer
        let service: String?
    }

    private func listen(
        _ process: ServingProcess,
        _ readiness: Lifecycle
    ) throws -> [Listening] {
        var limits = HTTPLimits()
        limits.bodyBytes = settings.number("body-bytes")
        limits.headerBytes = settings.number("header-bytes")
        limits.fieldCount = settings.number("header-fields")
        limits.headerSeconds = settings.number("header-seconds")
        limits.idleSeconds = settings.number("idle-seconds")
        limits.connections = settings.number("connections")
        limits.threads = settings.number("threads")
        var wanted: [(port: Int, service: String?)] = [(settings.number("port"), nil)]
        var ports: [UInt16: Entrance] = [:]
        if settings.isOn("service-ports") {
            for (service, port) in entries.flatMap(\.map.ports) {
                wanted.append((Int(port), service))
                ports[port] = Entrance(service: service)
            }
        }
        let responder = try process.responder(ports: ports, readiness: readiness)
        var listening: [Listening] = []
        for (port, service) in wanted {
            do {
                let server = try HTTPServer(
                    host: settings.text("host"),
                    port: UInt16(clamping: port),
                    limits: limits,
                    responder: responder
                )
                listening.append(Listening(server: server, service: service))
            } catch {
                throw CommandError("\(error)")
            }
        }
        return listening
    }

    private func greet(_ servers: [Listening], folder: String, milliseconds: Int64) {
        guard let gateway = servers.first else { return }
        let host = settings.text("host")
        let url = "http://\(host.contains(":") ? "[\(host)]" : host):\(gateway.server.port)"
        var lines = [
            "yeyak \(Help.version): \(entries.map(\.name).joined(separator: ", ")), "
                + "ready after \(milliseconds) ms",
            "listening on \(url)",
        ]
        for server in servers.dropFirst() {
            lines.append("  \(server.service ?? "") on port \(server.server.port)")
        }
        for service in settings.list("without") { lines.append("without \(service)") }
        lines.append("data in \(folder)")
        lines.append("try:")
        let path = entries.count == 1 ? "" : "/\(entries.first?.name ?? "")"
        lines += [
            "  http POST \(url)\(path)/reservations customerId=OHM date=20211001 stylingType=perm",
            "  http \(url)\(path)/myPages",
            "  http PATCH \(url)\(path)/reservations/1 status=CANCEL_REQUESTED",
        ]
        say(lines.joined(separator: "\n"), to: STDOUT_FILENO)
    }
}

/// Whether the process wants to be called, and why not.
final class Lifecycle: Readiness {
    private let reason = Monitor<String?>("the server is starting")

    var reasonNotReady: String? { reason.locked { $0 } }

    func set(_ reason: String?) { self.reason.locked { $0 = reason } }
}
