/// What events were called and held in former versions of a kind, and what they are called now: a
/// chain, from each version to the next.
///
/// ```swift
/// static let formerly = Formerly(EventOfVersion1.self) { old -> EventOfVersion2 in … }
///     .then { old -> Event in … }
/// ```
///
/// Law: each step is a function of the event alone, and gives exactly one event: a fact keeps its
/// position and its version. What means nothing any more becomes an event that says so.
public struct Formerly<Event: Sendable>: Sendable {
    /// For each former version, from the first: reads one of its events, makes it one of today.
    private let readers: [@Sendable (any FormerEventReader) throws -> Event]

    /// Nothing has changed since the first version.
    public init() { readers = [] }

    /// Events of version 1 are of this type, and become those of version 2.
    public init<First: Decodable & Sendable>(
        _ first: First.Type,
        becomes: @escaping @Sendable (First) -> Event
    ) {
        readers = [{ reader in becomes(try reader.read(first)) }]
    }

    private init(readers: [@Sendable (any FormerEventReader) throws -> Event]) {
        self.readers = readers
    }

    /// Events of the version that was the newest so far become those of the one after it.
    public func then<Next: Sendable>(
        _ becomes: @escaping @Sendable (Event) -> Next
    ) -> Formerly<Next> where Event: Decodable {
        var next: [@Sendable (any FormerEventReader) throws -> Next] = readers.map { read in
            { reader in becomes(try read(reader)) }
        }
        next.append { reader in becomes(try reader.read(Event.self)) }
        return Formerly<Next>(readers: next)
    }

    /// How many versions there were before the one of today.
    public var count: Int { readers.count }

    /// An event as this former version wrote it, as it is told today.
    /// - Returns: Nil when that is no former version.
    /// - Throws: What the reader throws.
    public func event(of version: Int, from reader: some FormerEventReader) throws -> Event? {
        guard version >= 1, version <= readers.count else { return nil }
        return try readers[version - 1](reader)
    }
}

/// Someone who has a stored event, and reads it as the type that it was written as.
public protocol FormerEventReader {
    func read<Old: Decodable>(_ type: Old.Type) throws -> Old
}
