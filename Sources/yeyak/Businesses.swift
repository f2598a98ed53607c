import HairShop
import Kit
import Wire

/// The businesses that this program can run.
enum Businesses {
    struct Entry: Sendable {
        let name: String
        let business: @Sendable (Settings) -> Business
        let map: WireMap
    }

    static let all: [Entry] = [
        Entry(
            name: "hairshop",
            business: { hairShop(clerkDecides: $0.text("hairshop.assignment") == "manual") },
            map: hairShopOnTheWire
        )
    ]

    static var names: String { all.map(\.name).joined(separator: ", ") }

    /// Those with these names; all there are when none is named.
    static func named(_ names: [String]) throws -> [Entry] {
        guard !names.isEmpty else { return all }
        var entries: [Entry] = []
        for name in names {
            guard let entry = all.first(where: { $0.name == name }) else {
                throw UsageError("there is no business '\(name)'; there are: \(self.names)")
            }
            if !entries.contains(where: { $0.name == name }) { entries.append(entry) }
        }
        return entries
    }
}
