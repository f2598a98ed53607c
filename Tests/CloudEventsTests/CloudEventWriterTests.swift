import CloudEvents
import JSON
import Kit
import Runtime
import Testing
import Wire

/// A seat in a hall, called by words from outside.
private struct Seat: Aggregate {
    enum Hall {}
    typealias Identity = Name<Hall>

    /// Who had taken a seat was once a number.
    enum EventOfVersion1: Message {
        case occupied(guest: Int)
        case left
    }

    static let formerly = Formerly(EventOfVersion1.self) { old -> Event in
        switch old {
        case .occupied(let guest): .taken(by: "guest \(guest)")
        case .left: .left
        }
    }

    enum Command: Message { case take }
    enum Event: Message {
        case taken(by: String)
        case left
    }
    enum Refusal: String, Error { case never }

    func decide(_ command: Command, at now: Instant) throws(Refusal) -> [Event] { [] }
    mutating func evolve(_ event: Event) {}
}

private let hall = WireMap("concert", ports: []) {
    WireEntry.publication(
        Publication(Seat.self, topic: "concertbooking") { fact in
            switch fact.event {
            case .taken(let guest):
                Published(
                    "SeatTaken",
                    [
                        .init("id", .integer(fact.number)), .init("seat", .text(fact.subject.text)),
                        .init("guest", .text(guest)),
                    ]
                )
            case .left: Published("SeatLeft", [])
            }
        }
    )
}

private func stored(
    _ type: String = "taken",
    data: String = #"{"by":"OHM"}"#,
    at time: Instant = Instant(milliseconds: 1_614_122_704_123),
    cause: FactID = FactID(200),
    schemaVersion: Int32 = 2
) -> StoredFact {
    StoredFact(
        position: 300,
        stream: StreamID(kind: 1, number: 128),
        version: 3,
        type: type,
        schemaVersion: schemaVersion,
        time: time,
        correlation: FactID(129),
        cause: cause,
        data: Array(data.utf8)
    )
}

private func written(_ fact: StoredFact, key: Key? = .text("A1")) throws -> Document {
    let line = try CloudEventWriter([hall]).write(fact, kind: "concert/box/Seat", key: key)
    #expect(!line.contains(UInt8(ascii: "\n")))
    return try JSON.document(from: line)
}

@Suite("A fact told to the world")
struct CloudEventWriterTests {
    @Test func `is a CloudEvent`() throws {
        let event = try written(stored())
        #expect(
            event.members.map(\.name) == [
                "specversion", "id", "source", "type", "subject", "time", "datacontenttype",
                "correlationid", "causationid", "schemaversion", "sequence", "data",
            ]
        )
        #expect(event["specversion"] == "1.0")
        #expect(event["id"] == "300")
        #expect(event["source"] == "/concert/box")
        #expect(event["type"] == "SeatTaken")
        #expect(event["subject"] == "Seat/128")
        #expect(event["time"] == "2021-02-23T23:25:04.123Z")
        #expect(event["datacontenttype"] == "application/json")
        #expect(event["schemaversion"] == 2)
        #expect(event["sequence"] == "3")
    }

    @Test func `H-N5 X-D6 X-D7 says what led to it, each by its own number`() throws {
        let event = try written(stored())
        #expect(event["id"] == "300")
        #expect(event["correlationid"] == "129")
        #expect(event["causationid"] == "200")
        #expect(event["data"]?["id"] == 128)
    }

    @Test func `names no cause where nothing has led to it`() throws {
        #expect(try written(stored(cause: .none))["causationid"] == nil)
    }

    @Test func `carries what old consumers read`() throws {
        let data = try written(stored())["data"]
        #expect(
            data == [
                "eventType": "SeatTaken", "timestamp": "20210223232504", "id": 128, "seat": "A1",
                "guest": "OHM", "me": true,
            ]
        )
        let left = try written(stored("left", data: "{}"))["data"]
        #expect(left?.members.map(\.name) == ["eventType", "timestamp", "me"])
    }

    @Test(arguments: [
        (1_609_459_199_000, "20201231235959", "2020-12-31T23:59:59.000Z"),
        (1_609_459_199_999, "20201231235959", "2020-12-31T23:59:59.999Z"),
        (1_609_459_200_000, "20210101000000", "2021-01-01T00:00:00.000Z"),
        (1_419_984_000_000, "20141231000000", "2014-12-31T00:00:00.000Z"),
        (1_451_606_400_000, "20160101000000", "2016-01-01T00:00:00.000Z"),
        (1_546_214_400_000, "20181231000000", "2018-12-31T00:00:00.000Z"),
        (-1, "19691231235959", "1969-12-31T23:59:59.999Z"),
    ])
    func `X-D9 is of the year of the calendar, not of the week`(
        milliseconds: Int64,
        compact: String,
        full: String
    ) throws {
        let event = try written(stored(at: Instant(milliseconds: milliseconds)))
        #expect(event["data"]?["timestamp"] == .text(compact))
        #expect(event["time"] == .text(full))
    }

    @Test func `keeps every character of what was said`() throws {
        let data = #"{"by":"\"é\\\u0001\n예약"}"#
        #expect(try written(stored(data: data))["data"]?["guest"] == "\"é\\\u{1}\n예약")
    }

    @Test func `of a former version is told as today, and says so`() throws {
        let old = stored("occupied", data: #"{"guest":7}"#, schemaVersion: 1)
        let event = try written(old)
        #expect(event["type"] == "SeatTaken")
        #expect(event["data"]?["guest"] == "guest 7")
        #expect(event["schemaversion"] == 2, "of the data as it is told, not as it is stored")
        #expect(event["id"] == "300" && event["sequence"] == "3")
        #expect(try written(stored("left", data: "{}", schemaVersion: 1))["type"] == "SeatLeft")
    }

    @Test(arguments: [-1, 0, 3, Int32.max])
    func `of a version that this program does not know cannot be told`(version: Int32) {
        #expect {
            try written(stored(schemaVersion: version))
        } throws: { error in
            guard case Failure.unreadable(let reason) = error else { return false }
            return reason.contains("fact 300 is of version \(version) of Seat")
                && reason.contains(version > 2 ? "newer than this program" : "never was")
        }
    }

    @Test func `cannot be told when it is of an unknown kind or unreadable`() {
        let writer = CloudEventWriter([hall])
        for kind in ["concert/box/Chair", "pizza/box/Seat", "Seat", "", "concert/Seat"] {
            #expect(throws: Failure.self) {
                try writer.write(stored(), kind: kind, key: .text("A1"))
            }
        }
        #expect(throws: (any Error).self) { try written(stored("burnt")) }
        #expect(throws: (any Error).self) { try written(stored(data: "{")) }
        #expect(throws: (any Error).self) { try written(stored(data: "{}")) }
        #expect(throws: (any Error).self) { try written(stored(), key: nil) }
        #expect(throws: (any Error).self) { try written(stored(), key: .number(1)) }
    }
}
