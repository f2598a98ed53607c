import Foundation

/// One thing that can be set: by a flag, in the environment, or in a file.
struct Setting: Sendable {
    /// As it is written in a file: `hairshop.assignment`.
    let name: String
    let usual: String
    let meaning: String
    /// Nil when the value will do; else what is wrong with it.
    let check: @Sendable (String) -> String?
    /// Given without a value.
    var isSwitch = false
    /// May be given several times.
    var isList = false

    /// `--hairshop-assignment`
    var flag: String { "--" + name.replacing(".", with: "-") }
    /// `YEYAK_HAIRSHOP_ASSIGNMENT`
    var variable: String {
        "YEYAK_" + name.uppercased().replacing(".", with: "_").replacing("-", with: "_")
    }

    static func number(
        _ name: String,
        _ usual: Int,
        in range: ClosedRange<Int>,
        _ meaning: String
    ) -> Setting {
        Setting(
            name: name,
            usual: "\(usual)",
            meaning: meaning,
            check: { text in
                guard let number = Int(text), range.contains(number) else {
                    return "must be a number from \(range.lowerBound) to \(range.upperBound)"
                }
                return nil
            }
        )
    }

    static func text(_ name: String, _ usual: String, _ meaning: String) -> Setting {
        Setting(
            name: name,
            usual: usual,
            meaning: meaning,
            check: { $0.isEmpty ? "must not be empty" : nil }
        )
    }

    static func word(_ name: String, _ words: [String], _ meaning: String) -> Setting {
        Setting(
            name: name,
            usual: words.first ?? "",
            meaning: meaning,
            check: { words.contains($0) ? nil : "must be one of: \(words.joined(separator: ", "))" }
        )
    }

    static func onOff(_ name: String, _ meaning: String) -> Setting {
        var setting = word(name, ["off", "on"], meaning)
        setting.isSwitch = true
        return setting
    }
}

/// All settings, with where each value comes from: flags before the environment before the file.
struct Settings: Sendable {
    static let all: [Setting] = [
        .number("port", 8088, in: 0...65_535, "Where everything listens; 0 takes any free port"),
        .text("host", "127.0.0.1", "The address to listen on; 0.0.0.0 for all"),
        .text("data", "yeyak-data", "The folder in which everything is kept"),
        .onOff("service-ports", "Also open the documented port of every service (8081 and so on)"),
        Setting(
            name: "without",
            usual: "",
            meaning: "Services that are down, separated by commas",
            check: { _ in nil },
            isList: true
        ),
        .word(
            "hairshop.assignment",
            ["auto", "manual"],
            "Who matches stylists: the shop by itself, or a clerk"
        ),
        .number("cache-mib", 32, in: 1...65_536, "Memory for aggregates, in MiB"),
        .number(
            "waiting",
            20_000,
            in: 1...1_000_000,
            "Calls that may wait before more are refused"
        ),
        .number(
            "max-wait-ms",
            50,
            in: 1...60_000,
            "Who would wait longer is refused, in milliseconds"
        ),
        .number("body-bytes", 65_536, in: 1_024...16_777_216, "The largest body accepted"),
        .number("header-bytes", 16_384, in: 1_024...1_048_576, "The largest head accepted"),
        .number("header-fields", 100, in: 10...1_000, "Header fields accepted"),
        .number("header-seconds", 10, in: 1...600, "Time to send a head"),
        .number("idle-seconds", 60, in: 1...3_600, "Time a connection may do nothing"),
        .number("connections", 4_096, in: 10...19_000, "Connections at the same time"),
        .number("threads", 2, in: 1...64, "Threads that serve connections"),
        .number(
            "drain-seconds",
            1,
            in: 0...15,
            "Pause between not being ready and closing the door"
        ),
        .number("reply-hours", 24, in: 1...720, "How long answers to an Idempotency-Key are kept"),
    ]

    private var values: [String: (value: String, from: String)] = [:]
    /// What stood between the flags.
    private(set) var words: [String] = []

    init(_ arguments: [String], environment: [String: String]) throws {
        var flags: [String: String] = [:]
        var file = environment["YEYAK_CONFIG"]
        var rest = arguments[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--") else {
                words.append(word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            let flag = parts.first ?? word
            let inline = parts.count > 1 ? parts[1] : nil
            if flag == "--config" {
                file = try inline ?? Self.value(&rest, of: flag)
                continue
            }
            guard let setting = Self.all.first(where: { $0.flag == flag }) else {
                throw UsageError("there is no option '\(flag)'")
            }
            let value =
                if let inline { inline } else if setting.isSwitch { "on" } else {
                    try Self.value(&rest, of: flag)
                }
            let before = setting.isList ? flags[setting.name].map { "\($0)," } ?? "" : ""
            flags[setting.name] = before + value
        }
        try readFile(file)
        try readEnvironment(environment)
        for (name, value) in flags { try set(name, value, from: "option") }
    }

    private static func value(_ rest: inout ArraySlice<String>, of flag: String) throws -> String {
        guard let value = rest.popFirst(), !value.hasPrefix("--") else {
            throw UsageError("'\(flag)' needs a value")
        }
        return value
    }

    private mutating func readFile(_ path: String?) throws {
        guard let path else { return }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw UsageError("the settings file '\(path)' cannot be read")
        }
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.isEmpty || line.hasPrefix("#") { continue }
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.count == 2 else {
                throw UsageError("\(path), line \(index + 1): write 'name = value'")
            }
            guard Self.all.contains(where: { $0.name == parts[0] }) else {
                throw UsageError("\(path), line \(index + 1): there is no setting '\(parts[0])'")
            }
            try set(parts[0], parts[1], from: path)
        }
    }

    private mutating func readEnvironment(_ environment: [String: String]) throws {
        for (variable, value) in environment where variable.hasPrefix("YEYAK_") {
            if variable == "YEYAK_CONFIG" { continue }
            guard let setting = Self.all.first(where: { $0.variable == variable }) else {
                throw UsageError("there is no setting for the environment's '\(variable)'")
            }
            try set(setting.name, value, from: "environment")
        }
    }

    private mutating func set(_ name: String, _ value: String, from place: String) throws {
        guard let setting = Self.all.first(where: { $0.name == name }) else { return }
        if let problem = setting.check(value) {
            throw UsageError("\(name) (\(place)) \(problem), not '\(value)'")
        }
        values[name] = (value, place)
    }

    func text(_ name: String) -> String {
        values[name]?.value ?? Self.all.first { $0.name == name }?.usual ?? ""
    }

    func number(_ name: String) -> Int { Int(text(name)) ?? 0 }
    func isOn(_ name: String) -> Bool { text(name) == "on" }
    func list(_ name: String) -> [String] { text(name).split(separator: ",").map(String.init) }
    func origin(_ name: String) -> String { values[name]?.from ?? "default" }
}
