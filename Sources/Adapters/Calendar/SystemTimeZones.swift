import Foundation
public import Kit
import Threads
public import Wire

/// The time zones of the system's database.
public final class SystemTimeZones: TimeZones {
    private struct Spot: Hashable {
        let zone: String
        let day: Day
    }

    private static let greatestCache = 4_096
    private let zones = Monitor<[String: TimeZone?]>([:])
    /// What to add to UTC, in seconds, on days on which that does not change.
    private let offsets = Monitor<[Spot: Int64]>([:])

    public init() {}

    public var names: [String] {
        (["UTC"] + TimeZone.knownTimeZoneIdentifiers).filter(isKnown).sorted()
    }

    public func isKnown(_ zone: String) -> Bool { find(zone) != nil }

    private func find(_ name: String) -> TimeZone? {
        zones.locked { zones in
            if let known = zones[name] { return known }
            if zones.count > Self.greatestCache { zones.removeAll() }
            // Names only: abbreviations and offsets say nothing of daylight saving. The system
            // would not read beyond a NUL.
            let isName = name == "UTC" || name.contains("/") && !name.contains("\0")
            let zone = isName ? TimeZone(identifier: name) : nil
            zones[name] = .some(zone)
            return zone
        }
    }

    public func instant(of day: Day, at time: TimeOfDay, in zone: String) -> Instant? {
        let wall = Int64(day.number) * 86_400 + Int64(time.minutes) * 60
        let spot = Spot(zone: zone, day: day)
        if let offset = offsets.locked({ $0[spot] }) {
            return Instant(milliseconds: (wall - offset) * 1_000)
        }
        guard let found = find(zone) else { return nil }
        let before = offset(of: found, at: wall - 86_400)
        let after = offset(of: found, at: wall + 86_400)
        if before == after, before == offset(of: found, at: wall - before) {
            let noon = Int64(day.number) * 86_400 + 43_200
            let ends = [noon - 2 * 86_400, noon + 2 * 86_400].map { offset(of: found, at: $0) }
            if ends.allSatisfy({ $0 == before }) { remember(before, at: spot) }
        }
        let candidates = before == after ? [before] : [max(before, after), min(before, after)]
        let real = candidates.first { offset(of: found, at: wall - $0) == $0 }
        return real.map { Instant(milliseconds: (wall - $0) * 1_000) }
    }

    private func remember(_ offset: Int64, at spot: Spot) {
        offsets.locked { offsets in
            if offsets.count > Self.greatestCache { offsets.removeAll() }
            offsets[spot] = offset
        }
    }

    private func offset(of zone: TimeZone, at seconds: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }
}
