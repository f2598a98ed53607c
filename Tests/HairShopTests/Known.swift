import Kit

@testable import HairShop

/// What the tests let a policy find.
struct Known: Lookup {
    var shops: [ID<Shop>: Shop] = [:]
    var lists: [ID<Shop>: PriceList] = [:]
    var appointments: [ID<Reservation>: Appointment] = [:]
    var diaries: [Diary.Identity: Diary] = [:]

    func current<A: Aggregate>(_ kind: A.Type, _ identity: A.Identity) -> A? {
        if let shop = identity as? ID<Shop> {
            return (shops[shop] as? A) ?? (lists[shop] as? A)
        }
        if let reservation = identity as? ID<Reservation> {
            return appointments[reservation] as? A
        }
        if let page = identity as? Diary.Identity { return diaries[page] as? A }
        return nil
    }
}
