import JSON
import Kit
import Payments
import Runtime

@testable import HairShop

/// A stored fact, and what its subject is called.
struct Told {
    let fact: StoredFact
    let kind: String
    let key: Key

    /// All events of the hair shop in all their variants, one second apart, from the last second
    /// of 2020 on. The numbers of subjects and of what they are about are never the same.
    static func all() throws -> [Told] {
        var told: [Told] = []
        try add(
            Reservation.samples,
            "reservation",
            1,
            .number(300),
            of: Reservation.self,
            to: &told
        )
        try add(PriceList.samples, "reservation", 2, .number(128), of: PriceList.self, to: &told)
        try add(Payment.samples, "payment", 3, .number(300), of: Payment.self, to: &told)
        try add(Shop.samples, "hairshop", 4, .number(128), of: Shop.self, to: &told)
        try add(Appointment.samples, "hairshop", 5, .number(300), of: Appointment.self, to: &told)
        try add(Diary.samples, "hairshop", 6, .text("128/20211001"), of: Diary.self, to: &told)
        return told
    }

    private static func add<A: Aggregate>(
        _ samples: [A.Event],
        _ service: String,
        _ kind: Int32,
        _ key: Key,
        of aggregate: A.Type,
        to told: inout [Told]
    ) throws {
        for (index, event) in samples.enumerated() {
            var data: [UInt8] = []
            let type = try MessageCoder.encodeCase(event, into: &data)
            let position = Int64(told.count) + 1
            let fact = StoredFact(
                position: position + 1_000,
                stream: StreamID(kind: kind, number: Int64(kind) * 100 + 7),
                version: Int64(index) + 1,
                type: type,
                schemaVersion: Int32(A.schemaVersion),
                time: Instant(milliseconds: 1_609_459_198_000 + position * 1_000),
                correlation: FactID(1_001),
                cause: position == 1 ? .none : FactID(position + 999),
                data: data
            )
            told.append(Told(fact: fact, kind: "hairshop/\(service)/\(A.name)", key: key))
        }
    }
}
