import Foundation
import JSON
import Kit
import KitTesting
import Payments
import Testing
import Wire

@testable import HairShop

/// The lines of a golden file, which were written once and must be understood for ever.
func goldenLines(_ name: String) throws -> [String] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Golden/\(name).jsonl")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
}

/// An event as it is stored today.
func storedLine<A: Aggregate>(_ event: A.Event, of kind: A.Type) throws -> String {
    var data: [UInt8] = []
    let type = try MessageCoder.encodeCase(event, into: &data)
    let inner = String(decoding: data, as: UTF8.self)
    return #"{"type":"\#(type)","schema":\#(A.schemaVersion),"data":\#(inner)}"#
}

@Suite("Stored events")
struct GoldenTests {
    @Test func `of a reservation are understood for ever`() throws { try verify(Reservation.self) }
    @Test func `of a payment are understood for ever`() throws { try verify(Payment.self) }
    @Test func `of an appointment are understood for ever`() throws { try verify(Appointment.self) }
    @Test func `of a diary are understood for ever`() throws { try verify(Diary.self) }
    @Test func `of a shop are understood for ever`() throws { try verify(Shop.self) }
    @Test func `of a price list are understood for ever`() throws { try verify(PriceList.self) }

    private func verify<A: Golden>(_ kind: A.Type) throws {
        let lines = try goldenLines(A.name)
        #expect(lines.count == A.samples.count, "a sample for every line, a line for every sample")
        var state = A()
        var hasChanged = false
        var names: Set<String> = []
        for (line, sample) in zip(lines, A.samples) {
            let stored = try JSON.document(from: Array(line.utf8))
            let type = try #require(stored["type"]?.asText)
            let schema = try #require(stored["schema"]?.asInteger)
            #expect(schema <= Int64(A.schemaVersion))
            let start = try #require(line.range(of: #""data":"#)).upperBound
            let data = Array(line[start...].utf8.dropLast())
            let event = try MessageCoder.decodeCase(A.Event.self, name: type, from: data)
            #expect(event == sample, "what \(line) means")
            #expect(A.name(event).rawValue == type)
            if schema == A.schemaVersion {
                #expect(try storedLine(sample, of: kind) == line, "how it is written today")
            }
            state.evolve(event)
            hasChanged = hasChanged || state != A()
            names.insert(type)
        }
        #expect(names == Set(A.Name.allCases.map(\.rawValue)), "a golden line for every case")
        #expect(hasChanged)
        #expect(try again(state) == state, "a snapshot of it")
    }

    /// The state as it comes back from a snapshot.
    private func again<A: Aggregate>(_ state: A) throws -> A {
        var bytes: [UInt8] = []
        try MessageCoder.encode(state, into: &bytes)
        return try MessageCoder.decode(A.self, from: bytes)
    }

    @Test func `of later code may hold more than this code knows`() throws {
        let data = Array(#"{"stylist":"ChaHong","mood":{"is":"good"}}"#.utf8)
        let event = try MessageCoder.decodeCase(
            Reservation.Event.self,
            name: "completed",
            from: data
        )
        #expect(event == .completed(stylist: chaHong))
    }
}
