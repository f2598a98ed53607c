import Glibc
import JSON
import Testing
import Wire

/// A server on the documented ports, in a network of its own, and HTTPie beside it.
private struct Town {
    let child: Child
    let folder: Folder
    private let enter: [String]

    init(_ options: [String]) throws {
        folder = try Folder()
        let isRoot = geteuid() == 0
        child = try Child(
            ["unshare", isRoot ? "-n" : "-rn", "sh", "-c", "ip link set lo up && exec \"$@\"", "-"]
                + [try Binary.path(), "run", "hairshop", "--data", folder.file("data")] + options
        )
        let child = child
        try until("the server listens") {
            if let code = child.exitCode {
                throw Late(description: "ended with \(code): \(child.err)")
            }
            return listeningPort(in: child.out) != nil
        }
        let user = isRoot ? [] : ["-U", "--preserve-credentials"]
        enter = ["nsenter", "-t", "\(child.pid)", "-n"] + user
        _ = try folder.write(
            #"{"default_options": ["--ignore-stdin", "--print=hb", "--pretty=none"]}"#,
            to: "config.json"
        )
    }

    /// Runs a line as the documents have it.
    func callAsFunction(_ line: String) throws -> Answer {
        let ended = try run(
            enter + line.split(separator: " ").map(String.init),
            environment: ["HTTPIE_CONFIG_DIR": folder.path]
        )
        try #require(ended.code == 0, "\(line): \(ended.err)")
        let text = ended.out.replacing("\r\n", with: "\n")
        let end = text.firstRange(of: "\n\n")
        let head = String(text[..<(end?.lowerBound ?? text.endIndex)])
        let body = end.map { text[$0.upperBound...].utf8.map { $0 } } ?? []
        let answer = Answer(head: head.replacing("\n", with: "\r\n"), body: trimmed(body))
        return try #require(answer, "\(line): \(ended.out)")
    }

    private func trimmed(_ body: [UInt8]) -> [UInt8] {
        Array(body.reversed().drop { $0 == UInt8(ascii: "\n") }.reversed())
    }

    func item(_ line: String, _ member: String, _ value: String) throws {
        try until("\(line): \(member) = \(value)") { try self(line).json.text(member) == value }
    }
}

/// Whether this machine lets a test have a network of its own; root must be let.
private let hasNamespaces: Bool = {
    if geteuid() == 0 { return true }
    let ended = try? run(["unshare", "-rn", "ip", "link", "set", "lo", "up"])
    return ended?.code == 0
}()

@Suite(
    "HTTPie",
    .apart,
    .enabled(if: hasNamespaces, "unshare -rn is not possible here: no network of its own")
)
struct LiteralCallTests {
    @Test func `runs every documented call of the hair shop, word for word`() throws {
        let http = try Town([])
        let first = try http(
            "http POST :8088/reservations customerId=OHM date=20211001 stylingType=perm"
        )
        #expect(first.status == 201)
        #expect(first.json.text("status") == "RSV_REQUESTED")
        #expect(first.json.text("customerId") == "OHM")
        #expect(first.json.text("date") == "20211001")
        #expect(first.json.text("stylingType") == "perm")
        let sloppy = try http(
            "http POST :8088/reservations customerid=OHM hospitalid=123 date=20210910"
        )
        #expect(sloppy.status == 201)
        #expect(sloppy.id == 2)
        try http.item("http :8088/reservations/2", "status", "Reservation Completed")
        let cancel = try http("http PATCH :8088/reservations/2 status=CANCEL_REQUESTED")
        #expect(cancel.status == 200)
        try http.item("http :8088/reservations/2", "status", "Reservation Canceled")
        for (path, count) in [("reservations", 2), ("hairshops", 2), ("payments", 2)] {
            let list = try http("http GET :8088/\(path)")
            #expect(list.status == 200)
            #expect(list.json["_embedded"]?[path]?.items.count == count)
            #expect(list.json["page"]?["totalElements"] == .integer(Int64(count)))
        }
        #expect(try http("http :8088/myPages").json.embedded.count == 2)
        let paid = try http("http GET :8088/payments reservationId=1 status=PAYMENT_REQUESTED")
        #expect(paid.status == 200)
        #expect(paid.json.text("reservationId") == "1")
        #expect(paid.json.text("status") == "PAY_COMPLETED")
        let moved = try http("http PATCH :8088/hairshops/1 designerId=ParkJun")
        #expect(moved.json.text("designerId") == "ParkJun")
        let gone = try http("http PATCH :8088/hairshops/1 rsvStatus=RSV_CANCELED")
        #expect(gone.json.text("rsvStatus") == "RSV_CANCELED")
        try http.item("http :8088/reservations/1", "payStatus", "Pay Canceled")
        #expect(try http("http :8088/actuator/health").text == #"{"status":"UP"}"#)
    }

    @Test func `finds each service at its documented port`() throws {
        let http = try Town(["--service-ports"])
        let first = try http(
            "http POST :8081/reservations customerId=OHM date=20211001 stylingType=perm"
        )
        #expect(first.status == 201)
        #expect(first.field("Location") == "http://localhost:8081/reservations/1")
        try http.item("http :8081/reservations/1", "status", "Reservation Completed")
        #expect(try http("http GET :8082/payments").json.embedded.count == 1)
        #expect(try http("http GET :8082/payments reservationId=1").status == 200)
        #expect(try http("http GET :8083/hairshops").json.embedded.count == 1)
        #expect(try http("http GET :8083/shops/1").status == 200)
        try http.item("http GET :8084/myPages/1", "status", "Reservation Completed")
        #expect(try http("http PATCH :8081/reservations/1 status=CANCEL_REQUESTED").status == 200)
        try http.item("http :8088/reservations/1", "status", "Reservation Canceled")
        // Each port knows its own paths only.
        #expect(try http("http GET :8081/payments").status == 404)
        #expect(try http("http GET :8082/reservations").status == 404)
        #expect(try http("http GET :8084/hairshops").status == 404)
        for port in 8_081...8_084 {
            #expect(try http("http GET :\(port)/actuator/health").status == 200)
        }
    }
}
