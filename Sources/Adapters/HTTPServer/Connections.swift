import Glibc

/// The connections of one event loop, by their descriptors, and when the time of each is up.
///
/// The deadlines lie side by side, as all of them are looked at ten times a second.
struct Connections {
    /// So many are ended at once. Those who came together would else end together, and all others
    /// would wait behind thousands of them.
    private static let endedAtOnce = 64
    /// An event loop that comes later than this to what was sent in time is waited for no longer.
    private static let longestLateness: Int64 = 5_000

    private var table: [Connection?] = []
    /// `.max` where there is no connection, or nothing is expected of it.
    private var deadlines: [Int64] = []
    private var count = 0

    var isEmpty: Bool { count == 0 }

    var all: [Connection] { table.compactMap { $0 } }

    subscript(descriptor: CInt) -> Connection? {
        let index = Int(descriptor)
        return table.indices.contains(index) ? table[index] : nil
    }

    mutating func add(_ connection: Connection, deadline: Int64) {
        let index = Int(connection.descriptor)
        guard index >= 0 else { return }
        while table.count <= index {
            table.append(nil)
            deadlines.append(.max)
        }
        if table[index] == nil { count += 1 }
        table[index] = connection
        deadlines[index] = deadline
    }

    mutating func remove(_ connection: Connection) {
        let index = Int(connection.descriptor)
        guard table.indices.contains(index), table[index] === connection else { return }
        table[index] = nil
        deadlines[index] = .max
        count -= 1
    }

    mutating func setDeadline(of connection: Connection, _ deadline: Int64) {
        let index = Int(connection.descriptor)
        guard table.indices.contains(index), table[index] === connection else { return }
        deadlines[index] = deadline
    }

    /// Some of those whose time is up by then, and whether there are no others.
    ///
    /// - Parameter isLate: Whether the event loop has not read all that has come: then it may be
    ///   late, not the client.
    func due(at now: Int64, isLate: Bool) -> (some: [Connection], areAll: Bool) {
        let now = isLate ? now &- Self.longestLateness : now
        var some: [Connection] = []
        for index in deadlines.indices where deadlines[index] <= now {
            guard let connection = table[index] else { continue }
            guard some.count < Self.endedAtOnce else { return (some, false) }
            some.append(connection)
        }
        return (some, true)
    }
}
