import Foundation

/// What `make crash` asks for; without it, what every test run does.
enum CrashSettings {
    /// How often the server is killed under load.
    static let rounds = number("CRASH_ROUNDS") ?? 25
    /// Where chance begins: each run elsewhere, and a failure says where.
    static let seed = number("CRASH_SEED").map { UInt64($0) } ?? UInt64.random(in: 0..<1_000_000)
    /// Whether every call of the system fails once, and not only some.
    static let isThorough = number("CRASH_ALL") == 1

    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }.flatMap { $0 < 0 ? nil : $0 }
    }

    /// For whoever asked.
    static func tell(_ line: String) {
        guard number("CRASH_ROUNDS") != nil else { return }
        print("crash: \(line)")
        fflush(nil)
    }
}
