import Kit

enum Customer {}
enum Stylist {}
enum Styling {}

/// A stretch of one day in a shop: on the wall there, and on the one clock of the world.
struct Slot: Message {
    let day: Day
    let from: TimeOfDay
    let until: TimeOfDay
    let start: Instant
    let minutes: Int

    var end: Instant { start.adding(minutes: minutes) }

    func overlaps(_ other: Slot) -> Bool { start < other.end && other.start < end }
}

/// What a customer asks for. Dates and times are kept as they were sent, to be shown again.
struct Wish: Message {
    var shop: ID<Shop>
    var customer: Name<Customer>?
    var date: String
    var time: String?
    /// Nil for a day without a time: such a wish conflicts with nothing.
    var slot: Slot?
    var styling: Name<Styling>?
    var stylist: Name<Stylist>?
}

/// A time that a shop still has, offered to a customer whose wish it cannot serve.
struct FreeTime: Message {
    let day: Day
    let from: TimeOfDay
    let stylist: Name<Stylist>
}
