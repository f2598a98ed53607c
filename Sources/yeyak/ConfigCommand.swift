import Foundation
import Glibc

/// Prints every setting with its value, where that comes from, and what it means.
struct ConfigCommand {
    private let settings: Settings

    init(_ arguments: [String]) throws {
        settings = try Settings(arguments, environment: ProcessInfo.processInfo.environment)
        guard settings.words.isEmpty else { throw UsageError("'yeyak config' takes no names") }
    }

    func run() throws {
        for setting in Settings.all {
            let value = settings.text(setting.name)
            say("# \(setting.meaning)", to: STDOUT_FILENO)
            say(
                "# \(setting.flag)  \(setting.variable)  (\(settings.origin(setting.name)))",
                to: STDOUT_FILENO
            )
            say("\(setting.name) = \(value)\n", to: STDOUT_FILENO)
        }
    }
}
