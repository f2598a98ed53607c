import CloudEvents
import JSON
import Kit
import Payments
import Runtime
import Testing
import Wire

@testable import HairShop

@Suite("Published events")
struct PublishedTests {
    private func lines() throws -> [String] {
        let writer = CloudEventWriter([hairShopOnTheWire])
        return try Told.all().map { told in
            let line = try writer.write(told.fact, kind: told.kind, key: told.key)
            return String(decoding: line, as: UTF8.self)
        }
    }

    private func documents() throws -> [Document] {
        try lines().map { try JSON.document(from: Array($0.utf8)) }
    }

    @Test func `X-D9 are told as they always were`() throws {
        let golden = try goldenLines("CloudEvents")
        let today = try lines()
        #expect(today.count == golden.count)
        for (new, old) in zip(today, golden) { #expect(new == old) }
    }

    @Test func `keep the rules of CloudEvents`() throws {
        let time = /[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z/
        for event in try documents() {
            for name in event.members.map(\.name) {
                #expect(name.wholeMatch(of: /[a-z0-9]{1,20}/) != nil, "\(name)")
            }
            #expect(event["specversion"] == "1.0")
            for name in ["id", "source", "type", "subject", "correlationid"] {
                let text = try #require(event[name])
                #expect(text.asText?.isEmpty == false, "\(name)")
            }
            #expect(event["time"]?.asText?.wholeMatch(of: time) != nil)
            #expect(event["datacontenttype"] == "application/json")
            #expect(event["schemaversion"] == 1)
            #expect(event["data"]?["me"] == true)
            #expect(event["data"]?["eventType"] == event["type"])
            let compact = event["time"]?.asText?.prefix(19).filter(\.isNumber)
            #expect(event["data"]?["timestamp"]?.asText == compact)
            let members = event["data"]?.members.map(\.name) ?? []
            #expect(Set(members).count == members.count, "no member twice: \(members)")
        }
        let sources = Set(try documents().compactMap { $0["source"]?.asText })
        #expect(sources == ["/hairshop/reservation", "/hairshop/payment", "/hairshop/hairshop"])
    }

    @Test func `X-D9 H-N5 cross the New Year`() throws {
        let stamps = try documents().prefix(3).compactMap { $0["data"]?["timestamp"]?.asText }
        #expect(stamps == ["20201231235959", "20210101000000", "20210101000001"])
    }

    @Test(arguments: [
        ("ReservationPlaced", ["id", "customerId", "date", "stylingType", "status"]),
        ("PaymentFinished", ["id", "reservationId", "status"]),
        ("PaymentDenied", ["id", "reservationId", "status"]),
        ("ReservationCompleted", ["id", "reservationId", "designerId"]),
        ("ReservationCanceled", ["id", "customerId", "date", "stylingType", "status"]),
        ("CancelCompleted", ["id", "reservationId", "designerId"]),
    ])
    func `carry what is documented`(type: String, members: [String]) throws {
        let events = try documents().filter { $0["type"] == .text(type) }
        #expect(!events.isEmpty)
        for event in events {
            let there = event["data"]?.members.map(\.name) ?? []
            #expect(members.allSatisfy(there.contains), "\(type) has only \(there)")
        }
    }

    @Test func `X-D6 H-N5 name the reservation, whatever their own number is`() throws {
        for event in try documents() {
            let id = event["data"]?["id"]?.asInteger
            if event["source"] == "/hairshop/payment" { #expect(id == 307) }
            guard let reservation = event["data"]?["reservationId"]?.asInteger else { continue }
            #expect([300, 128, 129].contains(reservation))
            #expect(id != reservation)
        }
    }

    @Test func `H-G7 have a name of their own for every case`() throws {
        var types: [String: Set<String>] = [:]
        for (told, event) in zip(try Told.all(), try documents()) {
            let type = try #require(event["type"]?.asText)
            types[type, default: []].insert("\(told.kind) \(told.fact.type)")
        }
        // A refund in part is still a refund; the last part cancels the payment.
        #expect(types["PaymentRefunded"] == types["PaymentCanceled"])
        // Both tell of a new status.
        #expect(
            types.filter { $0.value.count > 1 }.keys.sorted() == ["StatusUpdated"]
        )
    }
}
