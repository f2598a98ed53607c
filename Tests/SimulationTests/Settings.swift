import Foundation

/// What `make sim` hands over.
enum Settings {
    private static let environment = ProcessInfo.processInfo.environment

    /// One seed, or the first and the last with a `-` between them; nil when none was asked for.
    static let seeds: ClosedRange<UInt64>? = {
        let ends = (environment["SIM_SEED"] ?? "").split(separator: "-").map { UInt64($0) }
        guard let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last else {
            return nil
        }
        return first...last
    }()

    /// Whether every step is told.
    static let keepsTrace = environment["SIM_TRACE"] == "1" && seeds != nil
}
