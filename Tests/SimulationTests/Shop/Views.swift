import JSON
import Kit
import Payments
import Runtime

@testable import HairShop

/// The views of the shop, by their places among the definitions.
enum Gallery {
    static let definitions = [
        register(Reservation.self, of: "reservation"),
        register(Payment.self, of: "payment"),
        register(Appointment.self, of: "hairshop"),
        register(Diary.self, of: "hairshop"),
        register(Shop.self, of: "hairshop"),
        register(Tally.self, of: "watch"),
        definition(MyPage.self, of: "mypage"),
    ]

    static func place(of name: String) -> Int? {
        definitions.firstIndex { $0.schema.name == name }
    }

    private static func register<A: Aggregate>(_ type: A.Type, of service: String) -> ViewDefinition
    {
        definition(Register<A>.self, of: service)
    }

    /// Readers are shown the whole row.
    private static func definition<Row: View>(_ row: Row.Type, of service: String) -> ViewDefinition
    {
        ViewDefinition(
            Row.self,
            of: service,
            in: "hairshop",
            schema: ViewSchema(
                name: Row.name,
                columns: [.init("third", indexed: true)],
                fingerprint: "1"
            ),
            show: { row, stored in
                stored.shown = encoded(row)
                stored.columns = [.integer(stored.number % 3)]
            }
        )
    }
}

/// As JSON; nothing when it cannot be written.
func encoded(_ value: some Encodable) -> [UInt8] {
    var bytes: [UInt8] = []
    try? MessageCoder.encode(value, into: &bytes)
    return bytes
}
