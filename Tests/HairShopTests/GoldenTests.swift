import Foundation
import JSON
import Kit
import KitTesting
import Payments
import Runtime
import Testing
import Wire

@testable import HairShop

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
        let versions = try goldenVersions(A.name)
        #expect(versions == Array(1...A.schemaVersion), "a file of lines for every version")
        let samples = A.formerSamples + [A.samples]
        #expect(samples.count == versions.count, "samples for every version")
        for (version, samples) in zip(versions, samples) {
            try verify(kind, version, samples, isNewest: version == A.schemaVersion)
        }
    }

    private func verify<A: Golden>(
        _ kind: A.Type,
        _ version: Int,
        _ samples: [A.Event],
        isNewest: Bool
    ) throws {
        let lines = try goldenLines("\(A.name)/\(version)")
        #expect(lines.count == samples.count, "a sample for every line, a line for every sample")
        let states = try goldenStates("\(A.name)/\(version)")
        #expect(states.count == lines.count, "a state after every line")
        var state = A()
        var names: Set<String> = []
        for ((line, stands), sample) in zip(zip(lines, states), samples) {
            let fact = try storedFact(line)
            #expect(Int(fact.schemaVersion) == version)
            let event = try StoredEvents<A>().event(of: fact)
            #expect(event == sample, "what \(line) means")
            if isNewest {
                #expect(A.name(event).rawValue == fact.type)
                #expect(try storedLine(sample, of: kind) == line, "how it is written today")
            }
            state.evolve(event)
            let stated = try MessageCoder.decode(A.self, from: Array(stands.utf8))
            #expect(state == stated, "how it stands after \(line)")
            names.insert(fact.type)
        }
        if isNewest {
            let cases = Set(A.Name.allCases.map(\.rawValue))
            #expect(names == cases, "a golden line for every case")
        }
        #expect(try again(state) == state, "a snapshot of it")
    }

    /// A golden line as the ledger would hold it.
    private func storedFact(_ line: String) throws -> StoredFact {
        let stored = try JSON.document(from: Array(line.utf8))
        let start = try #require(line.range(of: #""data":"#)).upperBound
        return StoredFact(
            position: 1,
            stream: StreamID(kind: 1, number: 1),
            version: 1,
            type: try #require(stored["type"]?.asText),
            schemaVersion: try #require(stored["schema"]?.asInteger.flatMap(Int32.init(exactly:))),
            time: Instant(milliseconds: 0),
            correlation: FactID(1),
            cause: .none,
            data: Array(line[start...].utf8.dropLast())
        )
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
