import JSON
public import Kit

/// Reads the stored events of one kind: those of today, and former ones through their chain.
public struct StoredEvents<A: Aggregate>: Sendable {
    /// The version of the events as this code writes them.
    public let schemaVersion: Int32
    private let formerly: Formerly<A.Event>

    public init() {
        formerly = A.formerly
        schemaVersion = Int32(clamping: A.schemaVersion)
    }

    /// What the fact says, told as today.
    /// - Throws: `Failure.unreadable` for a version that this code does not know, which is not even
    ///   tried; `MessageCoderError` for what is none of its version's events.
    public func event(of stored: StoredFact) throws -> A.Event {
        let reader = EventReader(stored: stored)
        if stored.schemaVersion == schemaVersion { return try reader.read(A.Event.self) }
        let version = Int(stored.schemaVersion)
        if let event = try formerly.event(of: version, from: reader) { return event }
        let known = "fact \(stored.position) is of version \(version) of \(A.name), "
        throw Failure.unreadable(
            version > schemaVersion
                ? "\(known)newer than this program, which knows version \(schemaVersion)"
                : "\(known)which there never was"
        )
    }
}

private struct EventReader: FormerEventReader {
    let stored: StoredFact

    func read<Event: Decodable>(_ type: Event.Type) throws -> Event {
        try stored.data.withUnsafeBytes {
            try MessageCoder.decodeCase(type, name: stored.type, from: $0)
        }
    }
}
