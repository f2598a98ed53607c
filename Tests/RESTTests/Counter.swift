import HTTP
import InMemory
import JSON
import Kit
import KitTesting
import REST
import Runtime
import Threads
import Wire

/// A process with everything but its network.
final class Counter: Sendable {
    let service: RESTService
    let ledger: Ledger
    let faults = StoreFaults()
    let hall: ViewHall
    private let ready = ReadyOrNot()

    init(
        _ names: [String] = ["library"],
        without: Set<String> = [],
        limits: LedgerLimits = LedgerLimits()
    ) throws {
        let clock = SettableClock(at: Instant(milliseconds: 1_633_046_400_000))
        let store = InMemoryLedgerStore()
        let maps = names.map(libraryOnTheWire)
        ledger = try Ledger(names.map(library), without: without, limits: limits)
        let handed = Handed(try store.reader())
        hall = try ViewHall(
            RESTService.views(of: maps),
            of: ledger,
            in: InMemoryViewStore(),
            reader: { handed.reader }
        )
        try ledger.start(on: FailingLedgerStore(store, faults), clock: clock) { _ in }
        service = try RESTService(
            maps,
            ledger: ledger,
            hall: hall,
            zones: NoZones(),
            clock: clock,
            ports: [9_001: Entrance(service: "books"), 9_002: Entrance(service: "hall")],
            readiness: ready,
            allocatedBytes: { 12_345 }
        )
    }

    deinit {
        ledger.stop()
        hall.stop()
    }

    func isReady(_ reason: String?) { ready.reason.locked { $0 = reason } }

    func send(
        _ method: String,
        _ target: String,
        _ body: String = "",
        _ fields: [(String, String)] = [],
        port: UInt16 = 8_088
    ) async -> Answer {
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        var all = fields
        if !fields.contains(where: { $0.0 == "Host" }) { all.append(("Host", "here:8088")) }
        var named = HTTPFields()
        for (name, value) in all { named.add(name, value) }
        let request = HTTPRequest(
            method: method,
            path: parts.first ?? "/",
            query: parts.count > 1 ? parts[1] : nil,
            fields: named,
            body: Array(body.utf8),
            localPort: port
        )
        return await withCheckedContinuation { continuation in
            service.respond(
                to: request,
                reply: HTTPReply { continuation.resume(returning: Answer($0)) }
            )
        }
    }
}

/// What came back.
struct Answer: Sendable {
    let response: HTTPResponse
    let document: Document?

    init(_ response: HTTPResponse) {
        self.response = response
        document = try? JSON.document(from: response.body)
    }

    var status: Int { response.status }
    var text: String { String(decoding: response.body, as: UTF8.self) }

    func field(_ name: String) -> String? { response.fields.first { $0.name == name }?.value }

    subscript(_ names: String...) -> Document? {
        names.reduce(document) { $0?[$1] }
    }

    var type: String? { self["type"]?.asText }

    /// The numbers of the items of a collection.
    func ids(_ path: String) -> [Int64] {
        guard case .list(let items)? = self["_embedded", path] else { return [] }
        return items.compactMap { $0["id"]?.asInteger }
    }
}

private final class ReadyOrNot: Readiness {
    let reason = Monitor<String?>(nil)
    var reasonNotReady: String? { reason.locked { $0 } }
}

private struct NoZones: TimeZones {
    var names: [String] { [] }
    func isKnown(_ zone: String) -> Bool { false }
    func instant(of day: Day, at time: TimeOfDay, in zone: String) -> Instant? { nil }
}

/// `@unchecked Sendable`: used by the thread of the views alone.
private final class Handed: @unchecked Sendable {
    let reader: any FactReader
    init(_ reader: any FactReader) { self.reader = reader }
}
